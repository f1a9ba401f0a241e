using System.Text;

namespace Groundwork.Server.Tests.Features.Data;

/// <summary>GetItemFile, GetItemThumbnail, GetAssignmentFile and GetAssignmentThumbnail: pictures as they are sent.</summary>
public class GetItemFileTests
{
    const string Nobodys = "0197aaaa-0000-7000-8000-000000000000";
    const string Sandbox = "sandbox; default-src 'none'";

    static void ShouldBeInert(Answer answer, string type)
    {
        answer.Expect(200);
        answer.Headers["Content-Type"].ShouldBe(type);
        answer.Headers["Content-Security-Policy"].ShouldBe(Sandbox);
        answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        answer.Headers["Cross-Origin-Resource-Policy"].ShouldBe("same-origin");
        answer.Headers["Cache-Control"].ShouldBe("max-age=600, private");
        answer.Headers["Vary"].ShouldContain("Cookie");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_picture_is_sent_as_what_its_content_is_and_what_browsers_dont_show_as_a_copy(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (string Name, byte[] File, string Type)[] files =
        [
            ("a.png", Draw.Png(20, 10), "image/png"), ("b.html", Draw.Gif(16, 16, 2), "image/gif"),
            ("c.bmp", Draw.Bmp(12, 8, 24, Draw.BmpRows(12, 8)), "image/png"), ("d.tiff", Draw.Tiff(12, 8), "image/png"),
            ("turned.png", Draw.Png(20, 10, Draw.Rgb(20, 10), 8, 2, Draw.PngExif(6)), "image/png"),
        ];
        var (project, items) = await Images.Project(server, [.. files.Select(f => (f.Name, f.File))]);
        var ada = await server.Join("annotator");
        var leases = new List<string>();
        foreach (var ((name, file, type), item) in files.Zip(items))
        {
            var whole = await server.Owner.Get($"/api/items/{item}/file");
            ShouldBeInert(whole, type);
            if (name is "a.png" or "b.html")
                whole.Bytes.ShouldBe(file, name);
            else
                whole.Bytes.ShouldNotBe(file, name);
            whole.Headers["Content-Disposition"].ShouldStartWith("inline");
            var small = await server.Owner.Get($"/api/items/{item}/thumbnail");
            ShouldBeInert(small, "image/webp");
            Encoding.ASCII.GetString(small.Bytes, 8, 4).ShouldBe("WEBP");

            leases.Add(await project.Lease(ada, [.. leases]));
            var seen = await ada.Get($"/api/assignments/{leases[^1]}/file");
            ShouldBeInert(seen, type);
            seen.Bytes.ShouldBe(whole.Bytes);
            ShouldBeInert(await ada.Get($"/api/assignments/{leases[^1]}/thumbnail"), "image/webp");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_an_annotator_gets_tells_nothing_by_which_a_picture_is_known_again(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, items) = await Images.Project(server, ("gold/known-answer-7.png", Draw.Png(20, 10)), ("two.png", Draw.Png(20, 12)));
        var hash = (await server.All($"SELECT asset FROM item WHERE id = {items[0]}", r => r.Text(0)))[0];
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var taken = (await project.Take(ada)).Expect(200);
        var lease = taken.Text("assignment.id");
        (taken.Text("item.modality"), taken.Text("item.text"), taken.Number("item.image.width"), taken.Number("item.image.height")).ShouldBe(("image", "", 20, 10));
        foreach (var path in (string[])["file", "thumbnail"])
        {
            var answer = await ada.Get($"/api/assignments/{lease}/{path}");
            var said = string.Join('\n', answer.Headers.Select(h => $"{h.Key}: {h.Value}"));
            foreach (var telling in (string[])["gold", "known-answer", items[0], hash, hash[..16]])
                said.ShouldNotContain(telling);
            taken.Body.ShouldNotContain("known-answer");
            // The tag of the same picture is another in another assignment.
            answer.Headers["ETag"].ShouldNotBe((await server.Owner.Get($"/api/items/{items[0]}/{path}")).Headers["ETag"]);
            (await bob.Get($"/api/assignments/{lease}/{path}")).Expect(404, "not_found");
            (await server.Owner.Get($"/api/assignments/{lease}/{path}")).Expect(404, "not_found");
            (await ada.Get($"/api/items/{items[0]}/{path}")).Expect(403, "not_allowed");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_picture_that_a_browser_has_is_not_sent_again_and_parts_can_be_asked_for(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (_, items) = await Images.Project(server, ("a.png", Draw.Png(20, 10)));
        var whole = (await server.Owner.Get($"/api/items/{items[0]}/file")).Expect(200);
        var again = await server.Owner.Send(HttpMethod.Get, $"/api/items/{items[0]}/file", null, ("If-None-Match", whole.Headers["ETag"]));
        (again.Status, again.Bytes.Length).ShouldBe((304, 0));
        again.Headers["Content-Security-Policy"].ShouldBe(Sandbox);
        var part = await server.Owner.Send(HttpMethod.Get, $"/api/items/{items[0]}/file", null, ("Range", "bytes=8-15"));
        part.Status.ShouldBe(206);
        part.Bytes.ShouldBe(whole.Bytes[8..16]);
        part.Headers["Content-Security-Policy"].ShouldBe(Sandbox);
        (await server.Owner.Send(HttpMethod.Get, $"/api/items/{items[0]}/file", null, ("Range", "bytes=999999-"))).Expect(416, "range");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_that_is_not_there_is_404(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        var text = (await server.All($"SELECT id FROM item", r => r.Text(0)))[0];
        var lease = await project.Lease(server.Owner);
        foreach (var path in (string[])[$"items/{text}", $"items/{Nobodys}", $"assignments/{lease}", $"assignments/{Nobodys}"])
            foreach (var what in (string[])["file", "thumbnail"])
                (await server.Owner.Get($"/api/{path}/{what}")).Expect(404, "not_found");

        var (_, items) = await Images.Project(server, ("a.png", Draw.Png(20, 10)));
        Directory.Delete(Path.Combine(server.Folder, "blobs", (await server.Owner.Get("/api/session")).Text("workspace.id")), recursive: true);
        (await server.Owner.Get($"/api/items/{items[0]}/file")).Expect(404, "file_gone");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Task_page_disagreements_and_my_work_know_a_picture_by_its_size(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, items) = await Images.Project(server, ("a.png", Draw.Png(20, 10)), ("b.png", Draw.Png(30, 10)));
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { redundancy = 2 })).Expect(204);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        // A fit that holds the first task for a moment would have Bob given the second one.
        await server.AnotherLeads();
        await project.Label(ada, "billing");
        await project.Label(bob, "technical");
        var seen = await project.See();
        (seen.Text("item.modality"), seen.Number("item.image.width"), seen.Number("item.image.height"), seen.Text("item.text")).ShouldBe(("image", 20, 10, ""));
        var row = (await server.Owner.Get($"/api/projects/{project.Id}/disagreements")).Expect(200).Items.ShouldHaveSingleItem();
        (row.GetProperty("itemId").GetString(), row.GetProperty("image").GetProperty("width").GetInt64()).ShouldBe((items[0], 20));
        var recent = (await ada.Get("/api/work")).Expect(200)["recent"][0];
        (recent.GetProperty("excerpt").GetString(), recent.GetProperty("image").GetProperty("height").GetInt64()).ShouldBe(("", 10));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_name_is_offered_for_saving_as_a_name_and_nothing_else(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (string, byte[])[] files =
        [
            ("x/../../etc/pass\"wd\r\nSet-Cookie: a=b.png", Draw.Png(20, 10)), ("naïve 猫 \u202Egnp.exe", Draw.Png(20, 12)), ("\"><script>alert(1)</script>.png", Draw.Png(20, 14)),
        ];
        var (_, items) = await Images.Project(server, files);
        foreach (var item in items)
        {
            var answer = (await server.Owner.Get($"/api/items/{item}/file")).Expect(200);
            var how = answer.Headers["Content-Disposition"];
            how.ShouldStartWith("inline; filename=");
            how.ShouldAllBe(c => c >= ' ' && c <= '~');
            how.ShouldNotContain("<script");
            how.ShouldNotContain("%E2%80%AE");
            how.ShouldNotContain("/");
            answer.Headers.ContainsKey("Set-Cookie").ShouldBeFalse();
        }
        (await server.Owner.Get($"/api/items/{items[1]}/file")).Headers["Content-Disposition"].ShouldContain("filename*=UTF-8''na%C3%AFve%20%E7%8C%AB");
    }
}
