using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Webhooks;

/// <summary>CreateWebhook, ListWebhooks, GetWebhook, ChangeWebhook, DeleteWebhook, RotateWebhookSecret and ListWebhookEvents: one life of a webhook.</summary>
public class WebhooksTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_webhook_is_made_seen_changed_and_deleted(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        var project = await Project.Make(server);
        (await server.Owner.Get("/api/webhooks")).Expect(200).Items.ShouldBeEmpty();
        var (id, secret) = await server.Hook(receiver, "/hooks?team=a", [project.Id], null, "task.completed", "job.failed");
        secret.ShouldStartWith("whsec_");
        Convert.FromBase64String(secret["whsec_".Length..]).Length.ShouldBeInRange(24, 64);
        var seen = await server.See(id);
        (seen.Text("name"), seen.Text("url"), seen.Text("state")).ShouldBe(("A receiver", receiver.Url + "/hooks?team=a", "active"));
        seen.ItemsOf("events").Select(e => e.GetString()).ShouldBe(["job.failed", "task.completed"]);
        seen.ItemsOf("projects").Select(e => e.GetString()).ShouldBe([project.Id]);
        (await server.Owner.Get("/api/webhooks")).Expect(200).Items.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(id);
        var changed = (await server.Owner.Patch($"/api/webhooks/{id}", new { name = "Another", events = new[] { "export.ready" }, projects = Array.Empty<string>(), enabled = false })).Expect(200);
        (changed.Text("name"), changed.Text("state"), changed.Text("reason")).ShouldBe(("Another", "disabled", "person"));
        // A project that it has may go; it can be changed all the same, and named no more.
        (await server.Owner.Patch($"/api/webhooks/{id}", new { projects = new[] { project.Id } })).Expect(200);
        (await server.Owner.Delete($"/api/projects/{project.Id}")).Status.ShouldBeLessThan(300);
        (await server.Owner.Patch($"/api/webhooks/{id}", new { name = "Another", projects = new[] { project.Id } })).Expect(200);
        (await server.Owner.Patch($"/api/webhooks/{id}", new { projects = Array.Empty<string>() })).Expect(200);
        (await server.Owner.Patch($"/api/webhooks/{id}", new { projects = new[] { project.Id } })).Expect(400).FaultPaths.ShouldBe(["/projects"]);
        (await server.Owner.Post($"/api/webhooks/{id}/ping")).Expect(409, "webhook_disabled");
        (await server.Owner.Patch($"/api/webhooks/{id}", new { enabled = true })).Expect(200).Text("state").ShouldBe("active");
        (await server.Owner.Delete($"/api/webhooks/{id}")).Expect(204);
        (await server.Owner.Get($"/api/webhooks/{id}")).Expect(404);
        (await server.Owner.Delete($"/api/webhooks/{id}")).Expect(404);
        (await server.Owner.Get("/api/webhooks")).Items.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_secret_is_shown_once_and_lies_sealed(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        var (id, secret) = await server.Hook(receiver);
        var rotated = (await server.Owner.Post($"/api/webhooks/{id}/secret")).Expect(200).Text("secret");
        rotated.ShouldNotBe(secret);
        var delivery = await server.Ping(id);
        await server.Tried(delivery, 1);
        foreach (var path in (string[])["/api/webhooks", $"/api/webhooks/{id}", $"/api/webhooks/{id}/deliveries", $"/api/webhook-deliveries/{delivery}", "/api/webhook-events"])
        {
            var body = (await server.Owner.Get(path)).Expect(200).Body;
            foreach (var one in (string[])[secret, rotated])
                body.ShouldNotContain(one["whsec_".Length..], Case.Sensitive, path);
        }
        (await server.Owner.Patch($"/api/webhooks/{id}", new { name = "x" })).Expect(200).Body.ShouldNotContain("whsec_");
        // Neither the database nor the file of the key has it; both together do.
        var stored = await server.All($"SELECT secret, former_secret FROM webhook", r => (r.Text(0), r.Text(1)));
        foreach (var bytes in new[] { Convert.FromBase64String(stored.Single().Item1), Convert.FromBase64String(stored.Single().Item2) })
            foreach (var one in (string[])[secret, rotated])
                bytes.AsSpan().IndexOf(Convert.FromBase64String(one["whsec_".Length..])).ShouldBe(-1);
        var key = new FileInfo(Path.Combine(server.Folder, "secrets.key"));
        key.UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task For_a_day_both_secrets_sign_and_then_the_new_one_alone(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        var (id, former) = await server.Hook(receiver);
        var rotated = (await server.Owner.Post($"/api/webhooks/{id}/secret")).Expect(200);
        rotated.Number("formerUntil").ShouldBeInRange(server.Clock.NowMs + 23L * 3600 * 1000, server.Clock.NowMs + 25L * 3600 * 1000);
        (await server.See(id)).Number("formerSecretUntil").ShouldBe(rotated.Number("formerUntil"));
        await server.Ping(id);
        var both = (await receiver.Until(1))[0];
        both.Signature.Split(' ').Length.ShouldBe(2);
        (both.IsSignedBy(former), both.IsSignedBy(rotated.Text("secret"))).ShouldBe((true, true));
        server.Clock.Advance(TimeSpan.FromHours(25));
        await server.Ping(id);
        var one = (await receiver.Until(2))[1];
        (one.IsSignedBy(former), one.IsSignedBy(rotated.Text("secret"))).ShouldBe((false, true));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_wrong_is_said_beside_its_field(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        (await server.Owner.Post("/api/webhooks", new { name = " ", url = "example.org", events = Array.Empty<string>() })).Expect(400, "invalid").FaultPaths.ShouldBe(["/name", "/events", "/url"]);
        (await server.Owner.Post("/api/webhooks", new { name = "x", url = receiver.Url, events = new[] { "task.completed", "webhook.ping" }, projects = new[] { "nowhere" } })).Expect(400)
            .FaultPaths.ShouldBe(["/events", "/projects"]);
        var (id, _) = await server.Hook(receiver);
        (await server.Owner.Patch($"/api/webhooks/{id}", new { name = new string('x', 101), url = "ftp://example.org/", events = new[] { "no" }, projects = new[] { id } })).Expect(400)
            .FaultPaths.ShouldBe(["/name", "/events", "/url", "/projects"]);
        (await server.Owner.Get($"/api/webhooks/{id}/deliveries?state=lost")).Expect(400);
        for (var n = 1; n < 50; n++)
            await server.Hook(receiver);
        (await server.Owner.Post("/api/webhooks", new { name = "One more", url = receiver.Url, events = new[] { "task.completed" } })).Expect(409, "too_many");
    }

    // CVE-2024-45393: deliveries, redelivery and ping of webhooks were open to others.
    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2024_45393_only_owners_of_the_same_workspace_have_to_do_with_a_webhook(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        var (id, _) = await server.Hook(receiver);
        var delivery = await server.Ping(id);
        await server.Tried(delivery, 1);
        (string Method, string Path)[] routes =
        [
            ("GET", $"/api/webhooks/{id}"), ("PATCH", $"/api/webhooks/{id}"), ("DELETE", $"/api/webhooks/{id}"), ("POST", $"/api/webhooks/{id}/secret"), ("POST", $"/api/webhooks/{id}/ping"),
            ("GET", $"/api/webhooks/{id}/deliveries"), ("POST", $"/api/webhooks/{id}/redeliver"), ("GET", $"/api/webhook-deliveries/{delivery}"), ("POST", $"/api/webhook-deliveries/{delivery}/redeliver"),
        ];
        var stranger = await server.Stranger();
        foreach (var (method, path) in routes)
            (await stranger.Send(new HttpMethod(method), path, method is "POST" or "PATCH" ? new { } : null)).Expect(404, "not_found").Body.ShouldNotContain(receiver.Url);
        (await stranger.Get("/api/webhooks")).Expect(200).Items.ShouldBeEmpty();
        foreach (var role in (string[])["manager", "reviewer", "annotator", "viewer"])
        {
            var member = await server.Join(role, role);
            foreach (var (method, path) in routes.Append(("GET", "/api/webhooks")).Append(("GET", "/api/webhook-events")).Append(("POST", "/api/webhooks")))
                (await member.Send(new HttpMethod(method), path, method is "POST" or "PATCH" ? new { } : null)).Expect(403, "not_allowed");
        }
        await Task.Delay(700);
        receiver.All.Count.ShouldBe(1);
        (await server.See(id)).Text("state").ShouldBe("active");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whatever_is_done_to_a_webhook_is_in_the_audit_log_and_a_deleted_one_leaves_nothing(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        var (id, _) = await server.Hook(receiver);
        await server.Tried(await server.Ping(id), 1);
        (await server.Owner.Post($"/api/webhooks/{id}/secret")).Expect(200);
        (await server.Owner.Patch($"/api/webhooks/{id}", new { name = "y" })).Expect(200);
        (await server.Owner.Delete($"/api/webhooks/{id}")).Expect(204);
        (await server.All($"SELECT action FROM audit_leaf WHERE subject = {id} ORDER BY seq", r => r.Text(0))).ShouldBe(["webhook.created", "webhook.pinged", "webhook.secret.rotated", "webhook.changed", "webhook.deleted"]);
        (await server.Count($"SELECT count(*) FROM webhook WHERE secret <> '' OR former_secret IS NOT NULL")).ShouldBe(0);
        var sweeper = new Groundwork.Server.Features.Webhooks.WebhookSweeper(server.Db);
        await sweeper.Round(default);
        await sweeper.Round(default);
        (await server.Count($"SELECT (SELECT count(*) FROM webhook) + (SELECT count(*) FROM webhook_delivery) + (SELECT count(*) FROM webhook_attempt)")).ShouldBe(0);
    }

    [Theory, OnSqlite]
    public async Task The_kinds_of_events_are_listed_with_what_they_tell(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        var kinds = (await server.Owner.Get("/api/webhook-events")).Expect(200).Items;
        kinds.Select(k => k.GetProperty("type").GetString()).ShouldBe(Hooks.Everything);
        foreach (var kind in kinds)
        {
            kind.GetProperty("about").GetString()!.Length.ShouldBeGreaterThan(15);
            kind.GetProperty("data").EnumerateArray().Select(d => d.GetString()).Take(2).ShouldBe(["workspaceId", "projectId"]);
        }
    }
}
