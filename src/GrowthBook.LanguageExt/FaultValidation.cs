using System.Collections.Immutable;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using LanguageExt;

namespace GrowthBook;

/// <summary>Converts values with their faults to LanguageExt's types.</summary>
#if NET
[RequiresUnreferencedCode(Reflection.Message), RequiresDynamicCode(Reflection.Message)]
#endif
public static class FaultValidation
{
    /// <summary>Returns the value if it was read without faults, otherwise all faults.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="parsed">The value and its faults; warnings are faults too.</param>
    /// <returns>The value or all faults. <c>Apply</c> collects the faults of several values.</returns>
    public static Validation<PayloadError, T> ToValidation<T>(this Parsed<T> parsed) => parsed.Errors.ToValidation(parsed.Value);

    /// <summary>Returns the value if it was read without faults, otherwise all faults.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="parsed">The value and its faults; warnings are faults too.</param>
    /// <returns>The value (right) or all faults (left). A LINQ query ends at the first step with faults.</returns>
    public static Either<Seq<PayloadError>, T> ToEither<T>(this Parsed<T> parsed) => parsed.ToValidation().ToEither();

    /// <summary>Returns the validated value if there are no faults, otherwise all faults.</summary>
    /// <typeparam name="TFault">The type of a fault, such as the messages of <c>GrowthBookOptions.Validate()</c>.</typeparam>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="faults">The faults of the value.</param>
    /// <param name="value">The value.</param>
    /// <returns>The value or all faults. <c>Apply</c> collects the faults of several values.</returns>
    /// <example><code>options.Validate().ToValidation(options)</code></example>
    public static Validation<TFault, T> ToValidation<TFault, T>(this ImmutableArray<TFault> faults, T value) =>
        faults.IsDefaultOrEmpty ? Validation<TFault, T>.Success(value) : Validation<TFault, T>.Fail(Prelude.toSeq(faults));
}
