"""The second signer's desk: nothing opens on one person's word."""
