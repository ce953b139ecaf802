// snippet
Assert.Throws<IndexOutOfRangeException>(() => ((Value.Array)user["tags"])[2]);
