using System.Collections.Immutable;

namespace RlOrleans.Worker.Parquet;

/// <summary>The columns of a file, in order.</summary>
public sealed class ParquetSchema
{
    /// <summary>Makes a schema.</summary>
    /// <exception cref="ArgumentException">There are no columns, or two have the same name, or one has none.</exception>
    public ParquetSchema(params ReadOnlySpan<ParquetField> fields)
    {
        if (fields.IsEmpty)
            throw new ArgumentException("A schema needs at least one column.", nameof(fields));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ParquetField field in fields)
        {
            if (string.IsNullOrEmpty(field.Name) || !names.Add(field.Name))
                throw new ArgumentException($"'{field.Name}' is no name for a column: it must not be empty, and not be taken.", nameof(fields));
        }

        Fields = [.. fields];
    }

    /// <summary>The columns.</summary>
    public ImmutableArray<ParquetField> Fields { get; }

    /// <summary>The position of a column, or −1.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Fields.Length; i++)
        {
            if (Fields[i].Name == name)
                return i;
        }

        return -1;
    }
}
