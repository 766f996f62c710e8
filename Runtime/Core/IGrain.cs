using Orleans.Runtime;

namespace Orleans;

/// <summary>Marks an interface whose calls become messages to a grain. Choose one of the keyed interfaces derived from it.</summary>
public interface IGrain : IAddressable
{
}

/// <summary>A grain identified by a <see cref="Guid"/>.</summary>
public interface IGrainWithGuidKey : IGrain
{
}

/// <summary>A grain identified by a 64-bit integer.</summary>
public interface IGrainWithIntegerKey : IGrain
{
}

/// <summary>A grain identified by a string.</summary>
public interface IGrainWithStringKey : IGrain
{
}

/// <summary>A grain identified by a <see cref="Guid"/> and a string.</summary>
public interface IGrainWithGuidCompoundKey : IGrain
{
}

/// <summary>A grain identified by a 64-bit integer and a string.</summary>
public interface IGrainWithIntegerCompoundKey : IGrain
{
}
