namespace Groundwork.Server.Tests.Features.Data;

/// <summary>The same thing twice is one item: by the user's id, and by the content where there is no id.</summary>
public class DuplicatesTests
{
    static Task<List<(string Id, string Text)>> Items(TestServer server) =>
        server.All($"SELECT external_id, payload ->> 'text' FROM item ORDER BY ordinal", r => (r.Text(0), r.Text(1)));

    static string Lines(params (string? Id, string Text)[] rows) => string.Concat(rows.Select(r => r.Id is null ? $"{{\"text\":\"{r.Text}\"}}\n" : $"{{\"id\":\"{r.Id}\",\"text\":\"{r.Text}\"}}\n"));

    [Theory, OnSqlite, OnPostgres]
    public async Task Different_ids_with_the_same_content_go_in_and_rows_without_an_id_that_say_the_same_don_t(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var first = await server.Import("D", ("a.jsonl", Lines(("a", "hello"), ("b", "hello"), (null, "hello"), (null, "bye"), (null, "bye"), ("c", "bye"), ("a", "other"))));
        (first.Number("imported"), first.Number("duplicates"), first.Number("failed")).ShouldBe((4, 3, 0));
        (await Items(server)).Select(i => i.Text).ShouldBe(["hello", "hello", "bye", "bye"]);
        var second = await server.Import("D", ("b.jsonl", Lines((null, "hello"), (null, "bye"), (null, "new"), ("d", "hello"))));
        (second.Number("imported"), second.Number("duplicates")).ShouldBe((2, 2));
        var other = await server.Import("Another dataset", ("b.jsonl", Lines((null, "hello"), ("a", "hello"))));
        other.Number("imported").ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_row_without_an_id_that_comes_first_doesn_t_keep_one_with_an_id_out(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Import("D", ("a.jsonl", Lines((null, "hello"), ("a", "hello"))))).Number("imported").ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Items_from_before_contents_were_kept_are_found_too(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.Import("D", ("a.jsonl", Lines(("a", "hello"), (null, "bye"))));
        await server.Change("Data", $"UPDATE item SET content = NULL");
        var again = await server.Import("D", ("b.txt", "hello\nbye\nnew\n"));
        (again.Number("imported"), again.Number("duplicates")).ShouldBe((1, 2));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_again_adds_nothing_however_it_comes(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var rows = Enumerable.Range(0, 1500).Select(n => (n % 3 == 0 ? (string?)null : $"i{n}", $"text {n}")).ToArray();
        (await server.Import("D", ("a.jsonl", Lines(rows)))).Number("imported").ShouldBe(1500);
        var again = await server.Import("D", ("renamed/a.jsonl", Lines(rows)), ("b.jsonl", Lines(rows)));
        (again.Number("imported"), again.Number("duplicates"), again.Number("rowsRead")).ShouldBe((0, 3000, 3000));
        var half = await server.Import("D", ("c.jsonl", Lines([.. rows.Skip(1000), ("new", "new")])));
        (half.Number("imported"), half.Number("duplicates")).ShouldBe((1, 500));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_imports_at_once_into_one_dataset_let_nothing_in_twice(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "D" })).Text("id");
        // Texts with an id of their own and the same texts without one, from four sides at the same time.
        var files = new[]
        {
            Lines([.. Enumerable.Range(0, 3000).Select(n => ((string?)null, $"text {n}"))]),
            Lines([.. Enumerable.Range(0, 3000).Reverse().Select(n => ((string?)null, $"text {n}"))]),
            Lines([.. Enumerable.Range(1000, 3000).Select(n => ((string?)$"i{n}", $"own {n}"))]),
            Lines([.. Enumerable.Range(0, 3000).Select(n => ((string?)$"i{n}", $"own {n}"))]),
        };
        var ends = await Task.WhenAll(files.Select(async (f, n) =>
            await server.Ended((await server.Start(new { datasetId = dataset, uploads = new[] { new { id = await server.Uploaded($"{n}.jsonl", f) } } })).Text("importId"))));
        ends.Sum(e => e.Number("imported")).ShouldBe(7000);
        ends.Sum(e => e.Number("duplicates")).ShouldBe(5000);
        var items = await Items(server);
        items.Count.ShouldBe(7000);
        items.Select(i => i.Text).Distinct().Count().ShouldBe(7000);
        (await server.All($"SELECT ordinal FROM item ORDER BY ordinal", r => r.Long(0))).ShouldBe(Enumerable.Range(1, 7000).Select(n => (long)n));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_row_with_an_id_and_one_without_that_race_for_one_content_are_both_right_in_either_order(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "D" })).Text("id");
        var own = Lines([.. Enumerable.Range(0, 2000).Select(n => ((string?)$"i{n}", $"text {n}"))]);
        var without = Lines([.. Enumerable.Range(0, 2000).Select(n => ((string?)null, $"text {n}"))]);
        var uploads = new[] { await server.Uploaded("own.jsonl", own), await server.Uploaded("without.jsonl", without) };
        var ends = await Task.WhenAll(uploads.Select(async u => await server.Ended((await server.Start(new { datasetId = dataset, uploads = new[] { new { id = u } } })).Text("importId"))));
        ends[0].Number("imported").ShouldBe(2000);
        // Whatever came without an id went in before the same content had one.
        (await server.Count($"""
            SELECT count(*) FROM item a JOIN item b ON b.dataset = a.dataset AND b.content = a.content AND b.ordinal > a.ordinal
            WHERE a.external_id NOT LIKE 'sha256-%' AND b.external_id LIKE 'sha256-%'
            """)).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(2000 + ends[1].Number("imported"));
    }
}
