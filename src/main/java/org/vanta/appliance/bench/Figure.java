package org.vanta.appliance.bench;

/** One measured value. */
public record Figure(String what, double value, String unit) {}
