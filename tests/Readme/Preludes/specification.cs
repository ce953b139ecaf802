// snippet
Assert.InRange(bucket.Value, 0, 0.9999);
Assert.Equal(2, ranges.Length);
Assert.InRange(variation, -1, 1);
Assert.Equal(Bucketing.InNamespace("u-1", new ExperimentNamespace("checkout", new BucketRange(0.5, 1))), !included);
Assert.Equal(1, forced);
Assert.Equal("    1-    2-    3-rc-    1", padded);
