"""The landing: immutable batches with their manifests, the truth that everything else is made of."""
