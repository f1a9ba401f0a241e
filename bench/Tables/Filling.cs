using System.Text;
using System.Text.Json;
using Groundwork.Core.Statistics;
using Groundwork.Storage;

namespace Groundwork.Bench.Tables;

/// <summary>Fills a database with a dataset and a project of any size, past the API: as they look after months of work.</summary>
sealed class Filling(Db db, int rows)
{
    const int Chunk = 2000, Vocabulary = 40_000, Imports = 20, People = 40;

    internal const string Rare = "quokka", Common = "refund", VeryCommon = "the";

    static readonly string[] States = ["available", "leased", "answered", "disputed", "completed", "cancelled"];
    static readonly string[] Topics = ["billing", "technical", "delivery", "praise", "other"];
    static readonly string[] Tones = ["calm", "angry"];
    static readonly string[] Tags = ["urgent", "long", "foreign", "duplicate", "checked"];
    static readonly string[] Splits = ["train", "test", "validation"];

    readonly SeededRandom random = new(20261123);
    readonly string[] members = [.. Enumerable.Range(0, People).Select(i => $"01bench0-member-{i:D4}")];

    internal static string Workspace { get; private set; } = "";
    internal const string Dataset = "01bench0-dataset", Project = "01bench0-project";
    internal string Member => members[3];
    internal static string Import => "01bench0-import-0004";

    internal async Task<bool> IsThere() => await db.Read(null, s => s.Any($"SELECT 1 FROM dataset WHERE id = {Dataset}"));

    internal async Task Run()
    {
        Workspace = await db.Read(null, s => s.Text($"SELECT id FROM workspace")) ?? throw new InvalidOperationException("There is no workspace.");
        if (await IsThere())
            return;
        await db.Write(Workspace, Frame);
        for (var first = 1; first <= rows; first += Chunk)
        {
            var chunk = Enumerable.Range(first, Math.Min(Chunk, rows + 1 - first)).Select(Make).ToList();
            await db.Write(Workspace, s => Items(s, chunk));
            await db.Write(Workspace, s => Tasks(s, chunk));
            await db.Write(Workspace, s => Answers(s, chunk));
            if (first % (Chunk * 50) == 1)
                await Console.Error.WriteLineAsync($"{first} rows");
        }
    }

    sealed record One(int Ordinal, string Text, string State, string? Batch, int Priority, long Changed, double? Confidence, string? Topic, string Tone, int[] Authors, string Import, string? Split, string? Tags);

    One Make(int ordinal)
    {
        var state = random.NextDouble() switch { < 0.4 => 0, < 0.401 => 1, < 0.41 => 2, < 0.5 => 3, < 0.95 => 4, _ => 5 };
        var resolved = state is 2 or 3 or 4;
        var first = random.NextInt(People);
        return new One(ordinal, Text(), States[state], random.NextInt(10) == 0 ? null : $"01bench0-batch-{random.NextInt(12):D4}", random.NextInt(20) == 0 ? random.NextInt(5) - 1 : 0,
            1_790_000_000_000 + random.NextInt(int.MaxValue), resolved ? Math.Round(random.NextDouble(), 6) : null, resolved ? Topics[random.NextInt(5)] : null, Tones[random.NextInt(2)],
            resolved ? [first, (first + 1 + random.NextInt(People - 1)) % People] : [], ImportId((int)(ordinal * (long)Imports / (rows + 1))),
            random.NextInt(4) == 3 ? null : Splits[random.NextInt(3)], random.NextInt(3) == 0 ? $"[\"{Tags[random.NextInt(5)]}\"]" : null);
    }

    string Text()
    {
        var text = new StringBuilder();
        for (var left = 8 + random.NextInt(22); left > 0; left--)
            text.Append('w').Append((int)Math.Pow(Vocabulary, random.NextDouble())).Append(' ');
        if (random.NextInt(10) < 6)
            text.Append(VeryCommon).Append(' ');
        if (random.NextInt(100) == 0)
            text.Append(Common).Append(' ');
        if (random.NextInt(100_000) == 0)
            text.Append(Rare);
        return text.ToString();
    }

    async ValueTask Frame(Session s)
    {
        await s.Run($"INSERT INTO dataset (id, workspace, name, created, next_ordinal) VALUES ({Dataset}, {s.Workspace}, {"Bench"}, {s.Now}, {rows + 1L})");
        foreach (var i in Enumerable.Range(0, Imports))
            await s.Run($"""
                INSERT INTO import (id, workspace, dataset, file_name, format, sha256, size, source, licence, mapping, imported, duplicates, failed, state, errors, by_member, at)
                VALUES ({ImportId(i)}, {s.Workspace}, {Dataset}, {Named("File", i)}, 'jsonl', '', 0, '', '', {new Json("{}")}, 0, 0, 0, 'done', {new Json("[]")}, {members[0]}, {s.Now})
                """);
        foreach (var i in Enumerable.Range(0, People))
            await s.Run($"INSERT INTO member (id, workspace, name, role, kind, state, created) VALUES ({members[i]}, {s.Workspace}, {Named("Person", i)}, 'annotator', 'person', 'active', {s.Now})");
        await s.Run($"""
            INSERT INTO project (id, workspace, name, dataset, instructions, redundancy, method, ontology_version, state, created, by_member)
            VALUES ({Project}, {s.Workspace}, {"Bench"}, {Dataset}, '', 2, 'majority', 1, 'open', {s.Now}, {members[0]})
            """);
        object Question(string name, string[] labels) => new { name, title = name, kind = "choice", required = true, options = labels.Select(l => new { name = l, title = l }) };
        await s.Run($"""
            INSERT INTO ontology (project, version, workspace, body, hash, created, by_member)
            VALUES ({Project}, 1, {s.Workspace}, {new Json(JsonSerializer.Serialize(new { version = 1, classes = Array.Empty<int>(), relations = Array.Empty<int>(),
                questions = new[] { Question("topic", Topics), Question("tone", Tones) } }))}, '', {s.Now}, {members[0]})
            """);
        await s.Run($"INSERT INTO feed (project, workspace, item_ordinal, task_ordinal) VALUES ({Project}, {s.Workspace}, {(long)rows}, {(long)rows})");
        foreach (var i in Enumerable.Range(0, 12))
        {
            var id = $"01bench0-batch-{i:D4}";
            await s.Run($"INSERT INTO batch (id, workspace, project, name, created) VALUES ({id}, {s.Workspace}, {Project}, {Named("Batch", i)}, {s.Now})");
        }
    }

    static string ImportId(int number) => $"01bench0-import-{number:D4}";

    static string Named(string what, int number) => $"{what} {number}";

    static long Open(string state) => state == "available" ? 2 : 0;

    static string Id(string kind, int ordinal) => $"01bench0-{kind}-{ordinal:D8}-000000000";

    static async ValueTask Items(Session s, List<One> chunk) => await s.Run($$"""
        INSERT INTO item (id, workspace, dataset, ordinal, external_id, modality, payload, metadata, import, import_row, created, split, tags, tx)
        SELECT r.id, {{s.Workspace}}, {{Dataset}}, r.ordinal, r.external, 'text', r.payload, r.metadata, r.import, r.ordinal, r.created, r.split, r.tags, {{Dialect.Tx}}
        FROM {{Rows.Of(chunk).Text("id", i => Id("item", i.Ordinal)).Integer("ordinal", i => i.Ordinal).Text("external", i => $"ticket-{i.Ordinal}")
            .Json("payload", i => JsonSerializer.Serialize(new { text = i.Text })).Json("metadata", i => $"{{\"channel\":\"mail\",\"size\":{i.Text.Length}}}")
            .Text("import", i => i.Import).Integer("created", i => i.Changed - 1_000_000).Text("split", i => i.Split).Json("tags", i => i.Tags)}} WHERE true
        """);

    static async ValueTask Tasks(Session s, List<One> chunk) => await s.Run($"""
        INSERT INTO task (id, workspace, project, item, ordinal, priority, state, wants, open, answers, returned, created, item_ordinal, batch, changed, tx)
        SELECT r.id, {s.Workspace}, {Project}, r.item, r.ordinal, r.priority, r.state, 2, r.open, r.answers, 0, r.changed, r.ordinal, r.batch, r.changed, {Dialect.Tx}
        FROM {Rows.Of(chunk).Text("id", t => Id("task", t.Ordinal)).Text("item", t => Id("item", t.Ordinal)).Integer("ordinal", t => t.Ordinal).Integer("priority", t => t.Priority)
            .Text("state", t => t.State).Integer("open", t => Open(t.State)).Integer("answers", t => t.Authors.Length).Text("batch", t => t.Batch).Integer("changed", t => t.Changed)} WHERE true
        """);

    async ValueTask Answers(Session s, List<One> chunk)
    {
        var answered = chunk.Where(t => t.Topic is not null).ToList();
        await s.Run($"""
            INSERT INTO resolution (task, workspace, project, method, body, confidence, answers, computed, tx)
            SELECT r.task, {s.Workspace}, {Project}, 'majority', r.body, r.confidence, 2, r.changed, {Dialect.Tx}
            FROM {Rows.Of(answered).Text("task", t => Id("task", t.Ordinal)).Json("body", Body).Real("confidence", t => t.Confidence).Integer("changed", t => t.Changed)} WHERE true
            """);
        var given = answered.SelectMany(t => t.Authors.Select((a, n) => (Task: t, Author: a, N: n))).ToList();
        await s.Run($$"""
            INSERT INTO annotation (id, workspace, project, task, author, author_kind, revision, ontology_version, body, hash, submitted, late, counted, tx)
            SELECT r.id, {{s.Workspace}}, {{Project}}, r.task, r.author, 'person', 1, 1, r.body, '', r.changed, 0, 1, {{Dialect.Tx}}
            FROM {{Rows.Of(given).Text("id", g => Id($"answer{g.N}", g.Task.Ordinal)).Text("task", g => Id("task", g.Task.Ordinal)).Text("author", g => members[g.Author])
                .Json("body", g => $"{{\"answers\":{{\"topic\":\"{g.Task.Topic}\"}}}}").Integer("changed", g => g.Task.Changed)}} WHERE true
            """);
    }

    static string Body(One t) => JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["topic"] = new { kind = "choice", value = t.Topic, confidence = t.Confidence, tied = (string?)null, votes = 2, distribution = new Dictionary<string, double>(StringComparer.Ordinal) { [t.Topic!] = 1 } },
        ["tone"] = new { kind = "choice", value = t.Tone, confidence = 1, tied = (string?)null, votes = 2, distribution = new Dictionary<string, double>(StringComparer.Ordinal) { [t.Tone] = 1 } },
    });
}
