"""Archives: zip and tar, as sources of their own and as entries found on a device."""
