"""From a folder to accepted documents: what is there, when it is ready, how its bytes are made safe."""
