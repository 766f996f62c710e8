using System.Collections.Immutable;

namespace RlOrleans.Worker.Parquet.Format;

/// <summary>A schema as the flat, depth-first list of nodes that a footer has.</summary>
internal static class SchemaTree
{
    public static PhysicalType PhysicalTypeOf(ParquetKind kind) => kind switch
    {
        ParquetKind.Boolean => PhysicalType.Boolean,
        ParquetKind.Int32 => PhysicalType.Int32,
        ParquetKind.Int64 or ParquetKind.UInt64 => PhysicalType.Int64,
        ParquetKind.Float or ParquetKind.FloatList => PhysicalType.Float,
        ParquetKind.Double => PhysicalType.Double,
        ParquetKind.String or ParquetKind.Binary => PhysicalType.ByteArray,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of column."),
    };

    public static ImmutableArray<SchemaElement> ToElements(ParquetSchema schema)
    {
        var elements = ImmutableArray.CreateBuilder<SchemaElement>();
        int topLevel = schema.Fields.Select(field => field.Group ?? field.Name).Distinct(StringComparer.Ordinal).Count();
        elements.Add(new SchemaElement("schema", null, null, topLevel, ConvertedType.None));
        string? group = null;
        foreach (ParquetField field in schema.Fields)
        {
            if (field.Group is not null && field.Group != group)
                elements.Add(new SchemaElement(field.Group, null, Repetition.Required, schema.Fields.Count(other => other.Group == field.Group), ConvertedType.None));
            group = field.Group;
            PhysicalType type = PhysicalTypeOf(field.Kind);
            Repetition repetition = field.IsNullable ? Repetition.Optional : Repetition.Required;
            if (field.IsList)
            {
                elements.Add(new SchemaElement(field.Name, null, repetition, 1, ConvertedType.List));
                elements.Add(new SchemaElement("list", null, Repetition.Repeated, 1, ConvertedType.None));
                elements.Add(new SchemaElement("element", type, Repetition.Required, 0, ConvertedType.None));
            }
            else
            {
                elements.Add(new SchemaElement(field.Path[^1], type, repetition, 0, field.Kind switch
                {
                    ParquetKind.String => ConvertedType.Utf8,
                    ParquetKind.UInt64 => ConvertedType.UInt64,
                    _ => ConvertedType.None,
                }));
            }
        }

        return elements.ToImmutable();
    }

    public static ParquetSchema FromElements(ImmutableArray<SchemaElement> elements)
    {
        if (elements.IsEmpty || elements[0].ChildCount < 1)
            throw new InvalidDataException("The file has no columns.");
        var fields = new List<ParquetField>();
        int position = 1;
        int topLevel = 0;
        for (; position < elements.Length; topLevel++)
        {
            if (elements[position] is not { ChildCount: > 0, Converted: ConvertedType.None, Repetition: Repetition.Required } group)
            {
                fields.Add(ReadField(elements, ref position));
                continue;
            }

            position++;
            for (int member = 0; member < group.ChildCount && position < elements.Length; member++)
            {
                ParquetField field = ReadField(elements, ref position);
                fields.Add(field with { Name = $"{group.Name}.{field.Name}" });
            }
        }

        if (topLevel != elements[0].ChildCount)
            throw new InvalidDataException($"The file says {elements[0].ChildCount} columns and has {topLevel}.");
        try
        {
            return new ParquetSchema([.. fields]);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    private static ParquetField ReadField(ImmutableArray<SchemaElement> elements, ref int position)
    {
        SchemaElement element = elements[position++];
        bool isNullable = element.Repetition == Repetition.Optional;
        if (element.Repetition != Repetition.Repeated)
        {
            if (element.ChildCount == 0 && KindOf(element) is ParquetKind kind)
                return new ParquetField(element.Name, kind, isNullable);
            if (element is { ChildCount: 1, Converted: ConvertedType.List } && position + 1 < elements.Length
                && elements[position] is { ChildCount: 1, Repetition: Repetition.Repeated, Name: "list" }
                && elements[position + 1] is { ChildCount: 0, Type: PhysicalType.Float, Repetition: Repetition.Required, Name: "element" })
            {
                position += 2;
                return new ParquetField(element.Name, ParquetKind.FloatList, isNullable);
            }
        }

        throw new InvalidDataException($"Column '{element.Name}' is of a kind that is not read here.");
    }

    private static ParquetKind? KindOf(SchemaElement element) => (element.Type, element.Converted) switch
    {
        (PhysicalType.Boolean, ConvertedType.None) => ParquetKind.Boolean,
        (PhysicalType.Int32, ConvertedType.None) => ParquetKind.Int32,
        (PhysicalType.Int64, ConvertedType.None) => ParquetKind.Int64,
        (PhysicalType.Int64, ConvertedType.UInt64) => ParquetKind.UInt64,
        (PhysicalType.Float, ConvertedType.None) => ParquetKind.Float,
        (PhysicalType.Double, ConvertedType.None) => ParquetKind.Double,
        (PhysicalType.ByteArray, ConvertedType.Utf8) => ParquetKind.String,
        (PhysicalType.ByteArray, ConvertedType.None) => ParquetKind.Binary,
        _ => null,
    };
}
