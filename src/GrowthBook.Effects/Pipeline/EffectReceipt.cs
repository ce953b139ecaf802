namespace GrowthBook.Client;

/// <summary>Names a delivery that a <see cref="DeliveryMemory"/> noted. <c>default</c> names none.</summary>
/// <param name="Entry">The number of the entry.</param>
/// <param name="Version">The entry's version; 0 names none.</param>
/// <param name="Previous">The value that a changed one replaced; <c>null</c> if there was none.</param>
internal readonly record struct EffectReceipt(int Entry, int Version, PreviousUsage? Previous);

/// <summary>The value of a usage before it changed.</summary>
/// <param name="Value">The hash of the value.</param>
/// <param name="Receivers">The bits of the receivers that took it.</param>
internal sealed record PreviousUsage(ulong Value, ulong Receivers);
