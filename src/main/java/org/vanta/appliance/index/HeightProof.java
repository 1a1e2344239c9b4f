package org.vanta.appliance.index;

import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.smt.SmtProof;

/** A proof with the root it holds against and the height of the block after which that was the root. */
public record HeightProof(SmtProof proof, Hash256 root, int height) {}
