using System.Runtime.InteropServices;
using Groundwork.Core.Ontology;
using Groundwork.Core.Search;
using Groundwork.Formats;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Counts, while a snapshot is written, what its exports can be narrowed by.</summary>
sealed class SnapshotWords(OntologyDocument ontology)
{
    // A field in which nearly every row differs, such as a source with a page number, is no choice.
    const int MostWords = 500;

    readonly List<(string Name, Dictionary<string, long> Words)> fields =
        [.. ExportFilter.Fields(ontology).Where(f => f.Kind == FieldKind.Choice).Select(f => (f.Name, new Dictionary<string, long>(StringComparer.Ordinal)))];

    internal IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Counted =>
        fields.Where(f => f.Words.Count <= MostWords && f.Words.Keys.Any(w => w.Length > 0))
            .ToDictionary(f => f.Name, f => (IReadOnlyDictionary<string, long>)f.Words, StringComparer.Ordinal);

    internal void Count(SnapshotRow row)
    {
        foreach (var (name, words) in fields)
        {
            if (words.Count > MostWords)
                continue;
            var has = ExportFilter.WordsOf(name, row);
            foreach (var word in has)
                CollectionsMarshal.GetValueRefOrAddDefault(words, word, out _)++;
            if (has.Count == 0)
                CollectionsMarshal.GetValueRefOrAddDefault(words, "", out _)++;
        }
    }
}
