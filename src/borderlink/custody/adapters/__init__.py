"""The outside of custody: papers that are printed, and the folder where the keys of the node lie."""
