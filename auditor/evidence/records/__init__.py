"""One file a recorder: the shape of what it leaves. Each public shape names its record in the class variable `NAME`."""
