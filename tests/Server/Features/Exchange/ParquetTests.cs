using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Exchange;

/// <summary>Parquet goes out as a job and comes in as items and as labels.</summary>
public class ParquetTests
{
    static byte[] Sample => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", "parquet", "types.parquet"));

    [Theory, OnSqlite, OnPostgres]
    public async Task Answers_go_out_and_come_in_again_as_the_same_labels_and_as_items_without_them(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3);
        await project.Label(await server.Join("annotator"), "billing");
        foreach (var what in new[] { "answers", "resolutions" })
        {
            var file = await project.Export("parquet", what);
            file.Headers["Content-Type"].ShouldBe("application/vnd.apache.parquet");
            file.Headers["Content-Disposition"].ShouldContain($"{what}.parquet");
            (file.Bytes.AsSpan().StartsWith("PAR1"u8), file.Bytes.AsSpan().EndsWith("PAR1"u8)).ShouldBe((true, true));
            var other = await Project.Make(server, tasks: 3, name: $"Again, {what}");
            var way = what == "answers" ? "as=annotation" : "as=prediction&author=net";
            var done = (await server.Owner.Upload($"/api/projects/{other.Id}/labels?{way}&fileName=a.parquet", file.Bytes)).Expect(200);
            (done.Number("added"), done.Number("failed")).ShouldBe((1, 0), done.Body);
            (await server.Owner.Upload($"/api/projects/{other.Id}/labels?{way}", file.Bytes)).Expect(200).Number("duplicates").ShouldBe(1);
            (await other.See(1))["answers"][0].GetProperty("document").GetProperty("answers").GetProperty("topic").GetString().ShouldBe("billing");
            await Ledger.IsExact(server, other.Id);
            var dataset = (await server.Owner.Post("/api/datasets", new { name = $"Items of {what}" })).Expect(201).Text("id");
            var items = (await server.Owner.Upload($"/api/datasets/{dataset}/imports?fileName=a.parquet", file.Bytes)).Expect(200);
            (items.Number("imported"), items.Text("mapping.id"), items.Text("mapping.text")).ShouldBe((what == "answers" ? 1 : 3, "externalId", "text"));
            items.Body.ShouldNotContain("billing");
        }
        var snapshot = (await project.Freeze()).Text("id");
        var (first, second) = (await project.Download(snapshot, "parquet", "answers"), await project.Download(snapshot, "parquet", "answers"));
        first.Bytes.SequenceEqual(second.Bytes).ShouldBeTrue("equal content gives equal bytes, so a download that broke goes on");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_table_is_looked_at_and_comes_in_with_the_types_it_has(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var seen = (await server.Owner.Upload("/api/imports/preview?fileName=types.parquet", Sample)).Expect(200);
        (seen.Text("format"), seen.Number("imported"), seen.Number("failed"), seen.Text("mapping.text"), seen.Text("mapping.id")).ShouldBe(("parquet", 2, 1, "text", "id"));
        seen["columns"].EnumerateArray().Select(c => c.GetString()).ShouldContain("author.name");
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "Types" })).Expect(201).Text("id");
        var done = (await server.Owner.Upload($"/api/datasets/{dataset}/imports?fileName=types.parquet", Sample)).Expect(200);
        (done.Number("imported"), done.Number("failed")).ShouldBe((2, 1));
        done["errors"][0].GetProperty("row").GetInt64().ShouldBe(3);
        var item = (await server.All($"SELECT metadata FROM item WHERE dataset = {dataset} AND external_id = {"9007199254740993"}", r => JsonElement.Parse(r.Text(0)))).Single();
        (item.GetProperty("price").GetRawText(), item.GetProperty("most").GetRawText(), item.GetProperty("seen").GetString()).ShouldBe(("12345678901234567890.1234567890", "18446744073709551615", "2024-02-29T23:59:59.123456"));
        (await server.Owner.Upload($"/api/datasets/{dataset}/imports?fileName=types.parquet", Sample)).Expect(200).Number("duplicates").ShouldBe(2);
    }

    [Theory, OnSqlite]
    public async Task Many_who_look_at_once_take_turns(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var looking = Enumerable.Range(0, 8).Select(_ => server.Owner.Upload("/api/imports/preview?fileName=types.parquet", Sample)).ToList();
        var most = 0;
        while (!looking.TrueForAll(l => l.IsCompleted))
        {
            most = Math.Max(most, Readers());
            await Task.Delay(10);
        }
        var seen = await Task.WhenAll(looking);
        foreach (var busy in seen.Where(l => l.Status != 200))
            busy.Expect(503, "tables_busy").Headers["Retry-After"].ShouldNotBeEmpty();
        seen.Count(l => l.Status == 200).ShouldBeGreaterThan(2);
        most.ShouldBeInRange(1, 2);

        // The programs that this process has started to read tables.
        static int Readers() => Directory.GetDirectories("/proc").Count(p =>
        {
            try
            {
                return File.ReadAllText(p + "/cmdline").Contains("Groundwork.Tables.dll\0read", StringComparison.Ordinal)
                    && File.ReadAllText(p + "/stat").Split(')')[^1].Split(' ')[2] == Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return false;
            }
        });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_cut_off_or_no_table_is_refused_with_what_to_do(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        foreach (var (bytes, said) in new[] { (Sample[..^9], "cut off"), ("id,text\n1,a\n"u8.ToArray(), "not Parquet"), ([], "empty") })
        {
            var refused = (await server.Owner.Upload($"/api/datasets/{project.Dataset}/imports?format=parquet", bytes)).Expect(422, "unreadable");
            refused.Text("title").ShouldContain(said);
            refused.Text("detail").ShouldEndWith(".");
            (await server.Owner.Upload($"/api/projects/{project.Id}/labels?as=gold&format=parquet", bytes)).Expect(422, "unreadable").Text("title").ShouldContain(said);
        }
    }
}
