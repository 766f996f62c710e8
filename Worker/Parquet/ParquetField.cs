using System.Collections.Immutable;

namespace RlOrleans.Worker.Parquet;

/// <summary>A column of a file.</summary>
/// <param name="Name">Its name; unique in the file and not empty. <c>group.member</c> makes it a member of a group.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsNullable">Whether a row may have no value.</param>
public sealed record ParquetField(string Name, ParquetKind Kind, bool IsNullable = false)
{
    /// <summary>Whether a row holds a list.</summary>
    internal bool IsList => Kind == ParquetKind.FloatList;

    /// <summary>Levels of definition above 0: one for a value that may be absent, one for a list that may be empty.</summary>
    internal int MaxDefinitionLevel => (IsNullable ? 1 : 0) + (IsList ? 1 : 0);

    /// <summary>Where the values are in the schema; a list has two groups around its elements.</summary>
    internal ImmutableArray<string> Path => IsList ? [Name, "list", "element"] : [.. Name.Split('.')];

    /// <summary>The group that it is a member of; null if it stands alone.</summary>
    internal string? Group => Path is [var group, _] ? group : null;
}
