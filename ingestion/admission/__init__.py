"""May a source's new batches be published: what speaks against it, and who let it in all the same."""
