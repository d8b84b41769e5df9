"""Which extracts come in, and a source's new extracts taken through the gate."""
