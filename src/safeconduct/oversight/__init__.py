"""An oversight body's node: what gates tell it, and the holds that it places on what they do."""
