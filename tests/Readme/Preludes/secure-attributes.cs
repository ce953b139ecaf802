// snippet
Assert.Equal("u-1", hashed["id"]);
Assert.Equal(SecureAttributes.Hash("f09jq3fij", "ada@example.com"), hashed["email"]);
