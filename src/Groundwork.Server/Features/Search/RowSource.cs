using Groundwork.Core.Search;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>Where the rows of a table come from: what of them is filtered and sorted by, and which of them changed.</summary>
abstract class RowSource(string workspace, string id)
{
    internal string Workspace => workspace;

    /// <summary>A place in a stream of changes: a row's transaction, and its ordinal among those of the same one.</summary>
    internal readonly record struct Place(long Tx, long Ordinal);

    /// <summary>The project or dataset.</summary>
    internal string Id => id;

    /// <summary>What a filter may ask about, in the order in which people see it.</summary>
    internal abstract IReadOnlyList<FilterField> Fields { get; }

    /// <summary>The ordinals of the next rows after one, in order.</summary>
    internal abstract ValueTask<List<long>> Next(Session s, long after, int most);

    /// <summary>The ordinals of rows that transactions from <see cref="Place.Tx"/> on have changed: a page of each stream of changes.</summary>
    internal abstract ValueTask<List<(Place At, long Ordinal)>[]> Changed(Session s, Place[] after, int most);

    /// <summary>How many streams of changes there are.</summary>
    internal abstract int Streams { get; }

    /// <summary>Reads these rows as they are now; those that are not there or deleted are taken out.</summary>
    internal abstract ValueTask Read(Session s, ColumnTableEdit edit, IReadOnlyList<long> ordinals);

    /// <summary>The highest ordinal there is.</summary>
    internal abstract ValueTask<long> Highest(Session s);

    /// <summary>The dataset whose items' words are searched, and the column that points to them; null where the rows are the items.</summary>
    internal abstract ValueTask<(string Dataset, Column? Pointer)> Searched(Session s, ColumnTable table);

    /// <summary>What a condition on words or numbers says about the rows.</summary>
    internal abstract ValueTask<Predicate> On(Session s, ColumnTable table, FilterCondition condition);

    /// <summary>The values that rows have in a field that is a choice, with their counts.</summary>
    internal abstract ValueTask<List<TableFields.Choice>> Choices(Session s, ColumnTable table, FilterField field, TableFields.Under under);
}
