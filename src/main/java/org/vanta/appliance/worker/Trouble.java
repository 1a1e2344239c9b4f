package org.vanta.appliance.worker;

/** What keeps a worker from working, in a sentence, so that each change is said once. */
public final class Trouble {
    private volatile String sentence = "";

    /** Empty if there is none. */
    public String sentence() {
        return sentence;
    }

    /** Whether this is news. */
    public boolean begins(String newSentence) {
        boolean news = !newSentence.equals(sentence);
        sentence = newSentence;
        return news;
    }

    /** Whether there was any. */
    public boolean ends() {
        boolean there = !sentence.isEmpty();
        sentence = "";
        return there;
    }
}
