using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Data;

public class PreviewImportTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_is_looked_at_before_there_is_a_dataset_and_nothing_is_written(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        const string file = "id,body\na,one\nb,two\nb,two\n,\n";
        var seen = (await server.Owner.Upload("/api/imports/preview?fileName=mails.csv&text=body", file)).Expect(200);
        (seen.Text("format"), seen.Number("imported"), seen.Number("duplicates"), seen.Number("failed")).ShouldBe(("csv", 2, 1, 1));
        seen["importId"].ValueKind.ShouldBe(JsonValueKind.Null);
        seen["sample"].EnumerateArray().First().GetProperty("text").GetString().ShouldBe("one");
        (await server.Owner.Get("/api/datasets")).Items.ShouldBeEmpty();
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM import")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_whose_name_says_nothing_needs_a_format(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var refused = (await server.Owner.Upload("/api/imports/preview?fileName=mails.bin", "one\n")).Expect(400);
        refused["faults"].EnumerateArray().ShouldHaveSingleItem().GetProperty("path").GetString().ShouldBe("/format");
        (await server.Owner.Upload("/api/imports/preview?fileName=mails.bin&format=text", "one\n")).Expect(200).Number("imported").ShouldBe(1);
        (await server.Owner.Upload("/api/imports/preview?format=spreadsheet", "one\n")).Expect(400);
    }
}
