namespace Groundwork.Server.Features.Quality;

/// <summary>Ids of tasks, kept in a sixth of the memory of their texts: a project can have a million.</summary>
sealed class TaskIds : IReadOnlyList<string>
{
    internal List<Guid> Ids { get; } = [];
    public int Count => Ids.Count;
    public string this[int index] => Ids[index].ToString();
    public IEnumerator<string> GetEnumerator() => Ids.Select(id => id.ToString()).GetEnumerator();
    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
