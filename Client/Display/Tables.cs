using Spectre.Console;

namespace RlOrleans.Client.Display;

/// <summary>The one look of all tables.</summary>
internal static class Tables
{
    public static Table Create(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (string column in columns)
            table.AddColumn(new TableColumn(column).PadRight(2));
        return table;
    }

    /// <summary>Columns of figures, which stand right.</summary>
    public static void AddNumberColumns(Table table, params ReadOnlySpan<string> columns)
    {
        foreach (string column in columns)
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
    }
}
