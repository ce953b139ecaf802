namespace GrowthBook.Client;

/// <summary>Names a delivery that a <see cref="DeliveryMemory"/> noted. <c>default</c> names none.</summary>
/// <param name="Entry">The number of the entry.</param>
/// <param name="Version">The entry's version; 0 names none.</param>
/// <param name="PreviousValue">The value that a changed one replaced.</param>
/// <param name="PreviousReceivers">The bits of the receivers that took the previous value; 0 if there was none.</param>
internal readonly record struct EffectReceipt(int Entry, int Version, ulong PreviousValue, ulong PreviousReceivers);
