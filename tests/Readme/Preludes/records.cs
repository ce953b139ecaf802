// snippet
Assert.Empty(errors);
Assert.Empty(differences);
