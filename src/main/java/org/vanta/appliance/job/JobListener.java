package org.vanta.appliance.job;

/** Told of work by {@link JobFeed}, on the feed's threads and in order; must hand over to its own thread and return. */
public interface JobListener {
    void newJob(Job job);

    /** The last template is too old to mine on; {@link #newJob} will tell when there is work again. */
    void noWork();
}
