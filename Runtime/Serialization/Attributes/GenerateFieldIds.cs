namespace Orleans;

/// <summary>How members that carry no <see cref="IdAttribute"/> are identified.</summary>
public enum GenerateFieldIds
{
    /// <summary>They are not: only annotated members are part of a message.</summary>
    None,

    /// <summary>
    /// Public properties get an id computed from their type and name, so that renaming one changes the format.
    /// A single <see cref="IdAttribute"/> on any member switches this off for the whole type.
    /// </summary>
    PublicProperties,
}
