"""Read the members of an archive, whatever its format, as far as it is whole and no bomb."""
