namespace RlOrleans;

// The shared source file leaves its types internal; this assembly is the one that publishes them.
public readonly partial struct CounterRandom;

public static partial class RandomPurpose;
