using System.Globalization;
using System.Reflection;

namespace GrowthBook.Pure.Tests.Tracing;

/// <summary>Text that starts lines, controls terminals, turns the direction of writing, and is long.</summary>
internal static class Hostile
{
    public static readonly string Text = "a\r\n\u001b[2J\u009b31m\u0085\u2028\u202e\u2066\u0000" + new string('x', 10_000);

    /// <summary>Writes the text to each member of text and of values, also in records within.</summary>
    public static void Fill(object target)
    {
        foreach (var property in target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(one => one.CanWrite))
        {
            if (property.PropertyType == typeof(string))
                property.SetValue(target, Text);
            else if (property.PropertyType == typeof(Value))
                property.SetValue(target, (Value)Text);
            else if (property.GetValue(target) is UserBucket or FeatureResult or FeatureTrace)
                Fill(property.GetValue(target)!);
        }
    }

    public static void AssertPlain(string text)
    {
        Assert.DoesNotContain(text, IsUnsafe);
        Assert.InRange(text.Length, 1, 1_000);
    }

    public static bool IsUnsafe(char unit) => CharUnicodeInfo.GetUnicodeCategory(unit)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
