using Spectre.Console;

namespace Trm.Grid.Outputs;

/// <summary>Plain tables: a heading a column, figures to the right.</summary>
internal static class Tables
{
    /// <param name="headings">A heading that begins with '&gt;' aligns its column to the right, one that begins with '~' lets its texts wrap.</param>
    public static Table Of(params ReadOnlySpan<string> headings)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in headings)
        {
            var column = new TableColumn(Markup.Escape(heading.TrimStart('>', '~')));
            column.NoWrap = !heading.StartsWith('~');
            table.AddColumn(heading.StartsWith('>') ? column.RightAligned() : column);
        }
        return table;
    }

    public static Table Row(this Table table, params ReadOnlySpan<string> cells)
    {
        var texts = new List<Text>(cells.Length);
        foreach (var cell in cells) texts.Add(new Text(cell));
        table.AddRow(texts);
        return table;
    }
}
