// Placeholder so that the package resolves while the target is written.
