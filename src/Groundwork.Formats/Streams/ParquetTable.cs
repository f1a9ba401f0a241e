using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Tables;

namespace Groundwork.Formats.Streams;

/// <summary>The columns of an exported table and what stands in them; the page of the format lists them.</summary>
sealed class ParquetTable
{
    /// <summary>Under which name the file says about itself what it is.</summary>
    const string Key = "groundwork";

    static readonly string[] Items = ["externalId", "text", "metadata", "split"];

    static readonly TableType
        Shares = TableType.List(TableType.Record(("label", TableType.Text), ("probability", TableType.Number))),
        Objects = TableType.List(TableType.Record(("id", TableType.Text), ("class", TableType.Text), ("kind", TableType.Text), ("track", TableType.Text), ("target", TableType.Text),
            ("frame", TableType.Whole), ("geometry", TableType.Any), ("attributes", TableType.Any), ("confidence", TableType.Number), ("support", TableType.Any))),
        Tracks = TableType.List(TableType.Record(("id", TableType.Text), ("class", TableType.Text), ("interpolation", TableType.Text),
            ("ranges", TableType.List(TableType.List(TableType.Whole))), ("attributes", TableType.Any))),
        Relations = TableType.List(TableType.Record(("from", TableType.Text), ("to", TableType.Text), ("type", TableType.Text))),
        Review = TableType.Record(("annotationId", TableType.Text), ("authorId", TableType.Text), ("author", TableType.Text), ("authorKind", TableType.Text), ("submittedAt", TableType.Moment));

    public static IReadOnlyList<LossKind> Losses { get; } = [Said.Unsettled];

    readonly SnapshotHeader header;
    readonly Wanted what;
    readonly List<(TableColumn Column, Action<CanonicalJson, Cells> Put)> columns = [];
    readonly SortedDictionary<string, string> questions = new(StringComparer.Ordinal);

    /// <summary>What a row of the table is about.</summary>
    sealed record Cells(SnapshotRow Row, SnapshotAnswer? Answer, AnswerDocument Document);

    public ParquetTable(SnapshotHeader header, Wanted what)
    {
        (this.header, this.what) = (header, what);
        Item();
        if (what == Wanted.Answers)
            Answer();
        else
            Resolution();
        Marked();
        Asked();
    }

    public IReadOnlyList<TableColumn> Columns => [.. columns.Select(c => c.Column)];

    /// <summary>What the file says about itself, so that reading it here tells answers from items.</summary>
    public Dictionary<string, string> About()
    {
        var json = new CanonicalJson().Object().Name("version").Number(1).Name("what").Text(what == Wanted.Answers ? "answers" : "resolutions");
        json.Name("project").Text(header.Project).Name("snapshot").Text(header.Name).Name("snapshotId").Text(header.Id).Name("hash").Text(header.Hash).Name("createdAt").Number(header.CreatedAt);
        json.Name("items").List();
        foreach (var name in Items)
            json.Text(name);
        json.EndList().Name("answers").Object();
        foreach (var (column, question) in questions)
            json.Name(column).Text(question);
        return new(StringComparer.Ordinal) { [Key] = Encoding.UTF8.GetString(json.EndObject().EndObject().Written) };
    }

    /// <summary>The rows of the table for one of a snapshot: one, or one for each answer.</summary>
    public void Write(CanonicalJson lines, SnapshotRow row)
    {
        if (what == Wanted.Resolutions)
            Line(lines, new(row, null, row.Resolution?.Settled ?? AnswerDocument.Empty));
        else
            foreach (var answer in row.Answers)
                Line(lines, new(row, answer, answer.Document));
    }

    void Line(CanonicalJson lines, Cells cells)
    {
        lines.List();
        foreach (var (_, put) in columns)
            put(lines, cells);
        lines.EndList().EndLine();
    }

    void Add(string name, TableType type, Action<CanonicalJson, Cells> put) => columns.Add((new(name, type), put));

    void Text(string name, Func<Cells, string?> of) => Add(name, TableType.Text, (json, c) => Put(json, of(c)));

    void Item()
    {
        Add("ordinal", TableType.Whole, (json, c) => json.Number(c.Row.Ordinal));
        Text("externalId", c => c.Row.ExternalId);
        Text("modality", c => c.Row.Modality);
        Text("text", c => c.Row.Item.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null);
        Add("item", TableType.Any, (json, c) => json.Value(c.Row.Item, keepNumbers: true));
        Add("metadata", TableType.Any, (json, c) => json.Value(c.Row.Metadata, keepNumbers: true));
        Text("split", c => c.Row.Split);
        Text("source", c => c.Row.Provenance.Source);
        Text("licence", c => c.Row.Provenance.Licence);
        Text("consent", c => c.Row.Provenance.Consent);
        Text("collected", c => c.Row.Provenance.Collected);
        Text("sourceFile", c => c.Row.Provenance.File);
        Add("sourceRow", TableType.Whole, (json, c) => Put(json, c.Row.Provenance.Row));
        Text("importId", c => c.Row.Provenance.ImportId);
        Text("assetSha256", c => c.Row.Provenance.AssetSha256);
        Add("known", TableType.Any, (json, c) => json.Map(c.Row.Known));
        Text("state", c => c.Row.State);
    }

    void Answer()
    {
        Text("annotationId", c => c.Answer!.AnnotationId);
        Text("author", c => c.Answer!.AuthorName);
        Text("authorId", c => c.Answer!.AuthorId);
        Text("authorKind", c => c.Answer!.Kind);
        Add("submittedAt", TableType.Moment, (json, c) => json.Number(c.Answer!.SubmittedAt));
        Add("activeMs", TableType.Whole, (json, c) => Put(json, c.Answer!.ActiveMs));
        Add("late", TableType.Flag, (json, c) => json.Flag(c.Answer!.Late));
        Add("counted", TableType.Flag, (json, c) => json.Flag(c.Answer!.Counted));
        Add("revision", TableType.Whole, (json, c) => json.Number(c.Answer!.Revision));
    }

    void Resolution()
    {
        Add("confidence", TableType.Number, (json, c) => Put(json, c.Row.Confidence));
        Text("method", c => c.Row.Resolution?.Method);
        Add("answerCount", TableType.Whole, (json, c) => json.Number(c.Row.Answers.Count(a => a.Counted)));
        Add("review", Review, (json, c) =>
        {
            if (c.Row.Resolution?.Review is not { } by)
                json.Null();
            else
                json.Object().Name("annotationId").Text(by.AnnotationId).Name("authorId").Text(by.AuthorId).Name("author").Text(by.AuthorName).Name("authorKind").Text(by.Kind)
                    .Name("submittedAt").Number(by.SubmittedAt).EndObject();
        });
    }

    void Marked()
    {
        Add("objects", Objects, (json, c) =>
        {
            json.List();
            foreach (var each in c.Document.Objects)
                ParquetObjects.Write(json, each, c.Answer is null ? c.Row.Resolution : null);
            json.EndList();
        });
        Add("tracks", Tracks, (json, c) => ParquetObjects.Write(json, c.Document.Tracks));
        Add("relations", Relations, (json, c) => ParquetObjects.Write(json, c.Document.Relations));
    }

    // Names differ in more than case, as most readers want it: first come those above, then the questions, then what stands beside them.
    void Asked()
    {
        var taken = columns.Select(c => c.Column.Name).Append(ParquetObjects.Others).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string Free(string name)
        {
            while (!taken.Add(name))
                name += "_";
            return name;
        }
        var asked = header.Ontology.Questions.Select(q => (Question: q, Column: Free(q.Name), Type: ParquetObjects.TypeOf(q))).ToList();
        foreach (var (question, column, type) in asked)
        {
            questions[column] = question.Name;
            Add(column, type, (json, c) =>
            {
                if (c.Document.Answers.TryGetValue(question.Name, out var value) && ParquetObjects.Fits(type, value))
                    json.Value(value);
                else
                    json.Null();
            });
            if (what == Wanted.Resolutions)
                Beside(question.Name, column, Free);
        }
        // What was answered to a question that isn't asked any more, or by another kind of answer.
        Add(ParquetObjects.Others, TableType.Any, (json, c) =>
        {
            var others = c.Document.Answers.Where(a => !asked.Exists(q => q.Question.Name == a.Key && ParquetObjects.Fits(q.Type, a.Value))).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
            if (others.Count > 0)
                json.Map(others);
            else
                json.Null();
        });
    }

    void Beside(string question, string column, Func<string, string> free)
    {
        static ResolvedQuestion? Of(Cells cells, string question) => cells.Row.Resolution?.Questions.GetValueOrDefault(question);
        Add(free(column + "_confidence"), TableType.Number, (json, c) => Put(json, Of(c, question)?.Confidence));
        Add(free(column + "_votes"), TableType.Whole, (json, c) => Put(json, Of(c, question)?.Votes));
        Add(free(column + "_tied"), TableType.Any, (json, c) =>
        {
            json.List();
            foreach (var tied in Of(c, question)?.Tied ?? [])
                json.Value(tied);
            json.EndList();
        });
        Add(free(column + "_distribution"), Shares, (json, c) =>
        {
            if (Of(c, question)?.Distribution is not { } distribution)
            {
                json.Null();
                return;
            }
            json.List();
            foreach (var (label, share) in distribution.OrderBy(d => d.Key, StringComparer.Ordinal))
                json.Object().Name("label").Text(label).Name("probability").Number(share).EndObject();
            json.EndList();
        });
    }

    static void Put(CanonicalJson json, string? text)
    {
        if (text is null)
            json.Null();
        else
            json.Text(text);
    }

    static void Put(CanonicalJson json, double? number)
    {
        if (number is { } some)
            json.Number(some);
        else
            json.Null();
    }
}
