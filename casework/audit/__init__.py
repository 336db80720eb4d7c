"""The audit log: lines, their chain, signed checkpoints, exports and offline verification."""
