using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Groundwork.Server.Features.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Groundwork.Server.Tests.Features.Webhooks;

/// <summary>PingWebhook, ListWebhookDeliveries, GetWebhookDelivery, Redeliver and RedeliverFailed; and how what is sent is tried again.</summary>
public class DeliveriesTests
{
    static readonly long Hour = 3600 * 1000;

    [Fact]
    public void The_signature_is_that_of_Standard_Webhooks() => Signature.Of([Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
        """{"test": 2432232314}""").ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public void A_delivery_is_tried_ten_times_within_three_days_never_earlier_than_said_and_not_all_at_once()
    {
        long[] waits = [5_000, 300_000, 1_800_000, 2 * Hour, 5 * Hour, 10 * Hour, 14 * Hour, 20 * Hour, 24 * Hour];
        for (var tries = 1; tries < 10; tries++)
        {
            var some = Enumerable.Range(0, 200).Select(n => Schedule.Wait($"msg_{n}", tries, null)!.Value).ToList();
            some.Min().ShouldBeGreaterThanOrEqualTo(waits[tries - 1]);
            some.Max().ShouldBeLessThanOrEqualTo(waits[tries - 1] * 12 / 10);
            (some.Max() - some.Min()).ShouldBeGreaterThan(waits[tries - 1] / 10);
            Schedule.Wait("msg", tries, waits[^1] * 9)!.Value.ShouldBeInRange(24 * Hour, 29 * Hour);
            Schedule.Wait("msg", tries, -5)!.Value.ShouldBeGreaterThanOrEqualTo(waits[tries - 1]);
        }
        Schedule.Wait("msg", 10, null).ShouldBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_fails_is_tried_again_under_the_same_id_with_a_new_time(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = (await Receiver.Start()).With(500, 500, 200);
        var (id, secret) = await server.Hook(receiver);
        var delivery = await server.Ping(id);
        (await server.Tried(delivery, 1)).Text("delivery.state").ShouldBe("waiting");
        await Task.Delay(600);
        receiver.All.Count.ShouldBe(1);
        server.Clock.Advance(TimeSpan.FromSeconds(7));
        var second = await server.Tried(delivery, 2);
        (second.Text("delivery.state"), second.Problem(), second.Number("delivery.status")).ShouldBe(("waiting", "status", 500));
        second.Number("delivery.nextAt").ShouldBeInRange(server.Clock.NowMs + 280_000, server.Clock.NowMs + 361_000);
        server.Clock.Advance(TimeSpan.FromMinutes(7));
        var third = await server.Tried(delivery, 3);
        (third.Text("delivery.state"), third.Problem(), third["delivery.nextAt"].ValueKind).ShouldBe(("delivered", null, JsonValueKind.Null));
        third.ItemsOf("attempts").Select(a => a.GetProperty("status").GetInt32()).ShouldBe([200, 500, 500]);
        receiver.All.Select(m => m.Id).Distinct().ShouldBe([delivery]);
        receiver.All.Select(m => m.Body).Distinct().Count().ShouldBe(1);
        var times = receiver.All.Select(m => m.Seconds).ToList();
        times.Count.ShouldBe(3);
        (times[1] - times[0]).ShouldBeGreaterThanOrEqualTo(5);
        (times[2] - times[1]).ShouldBeGreaterThanOrEqualTo(300);
        receiver.All.ShouldAllBe(m => m.IsSignedBy(secret));
        (await server.See(id)).Text("state").ShouldBe("active");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_asks_to_be_left_alone_is_with_everything(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        receiver.Answers = (context, _, n) =>
        {
            context.Response.StatusCode = n == 1 ? 503 : 200;
            context.Response.Headers.RetryAfter = "600";
            return Task.CompletedTask;
        };
        var (id, _) = await server.Hook(receiver);
        var first = await server.Ping(id);
        var tried = await server.Tried(first, 1);
        tried.Number("delivery.nextAt").ShouldBeInRange(server.Clock.NowMs + 590_000, server.Clock.NowMs + 601_000);
        var project = await Project.Make(server);
        server.Clock.Advance(TimeSpan.FromMinutes(9));
        await Task.Delay(1500);
        receiver.All.Count.ShouldBe(1);
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        (await receiver.Until(3)).Skip(1).Select(m => m.Type).ShouldContain("project.created");
        (await server.Tried(first, 2)).Text("delivery.state").ShouldBe("delivered");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_receiver_that_is_gone_is_sent_nothing_more_until_somebody_switches_it_on(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = (await Receiver.Start()).With(410, 200);
        var (id, _) = await server.Hook(receiver);
        var delivery = await server.Ping(id);
        var gone = await server.Tried(delivery, 1);
        (gone.Text("delivery.state"), gone.Problem()).ShouldBe(("failed", "gone"));
        var seen = await server.See(id);
        (seen.Text("state"), seen.Text("reason")).ShouldBe(("disabled", "gone"));
        seen.Number("disabledAt").ShouldBeGreaterThan(0);
        (await server.Owner.Post($"/api/webhook-deliveries/{delivery}/redeliver")).Expect(409, "webhook_disabled");
        (await server.Owner.Post($"/api/webhooks/{id}/redeliver", new { since = 0 })).Expect(409, "webhook_disabled");
        await Project.Make(server, name: "Unheard");
        await Task.Delay(800);
        (await server.Owner.Patch($"/api/webhooks/{id}", new { enabled = true })).Expect(200).Text("state").ShouldBe("active");
        await Project.Make(server, name: "Heard");
        (await receiver.Until(2))[1].Type.ShouldBe("import.finished");
        (await server.Owner.Post($"/api/webhook-deliveries/{delivery}/redeliver")).Expect(200).Text("state").ShouldBe("waiting");
        (await server.Tried(delivery, 2)).Text("delivery.state").ShouldBe("delivered");
        receiver.All.Count(m => m.Type == "project.created").ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_redirect_is_a_failure_and_is_not_followed(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        foreach (var status in (int[])[301, 302, 307, 308])
        {
            receiver.Answers = (context, _, _) =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = receiver.Url + "/elsewhere";
                return Task.CompletedTask;
            };
            var (id, _) = await server.Hook(receiver);
            var tried = await server.Tried(await server.Ping(id), 1);
            (tried.Text("delivery.state"), tried.Problem(), tried.Number("delivery.status")).ShouldBe(("waiting", "redirect", status));
        }
        receiver.All.ShouldAllBe(m => m.Path == "/");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_slow_receiver_delays_no_other_one(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var slow = await Receiver.Start();
        await using var quick = await Receiver.Start();
        var forever = new TaskCompletionSource();
        slow.Answers = (_, _, _) => forever.Task;
        var (hanging, _) = await server.Hook(slow);
        var (id, _) = await server.Hook(quick);
        var stuck = await server.Ping(hanging);
        await slow.Until(1);
        for (var n = 1; n <= 5; n++)
        {
            var since = Stopwatch.GetTimestamp();
            await server.Tried(await server.Ping(id), 1);
            Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        }
        var waited = await server.Tried(stuck, 1, seconds: 40);
        (waited.Problem(), slow.All.Count).ShouldBe(("timeout", 1));
        waited["attempts"][0].GetProperty("durationMs").GetInt64().ShouldBeInRange(19_000, 30_000);
        forever.SetResult();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Only_the_beginning_of_an_answer_is_kept_and_nothing_is_unpacked(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        receiver.Answers = async (context, _, n) =>
        {
            context.Response.StatusCode = 500;
            if (n > 1)
                context.Response.Headers.ContentEncoding = "gzip";
            var chunk = Encoding.UTF8.GetBytes(new string('x', 65536) + "\0<b>é");
            for (var i = 0; i < 200 && !context.RequestAborted.IsCancellationRequested; i++)
                await context.Response.Body.WriteAsync(n > 1 ? new byte[] { 0x1f, 0x8b, 0, 1 } : chunk);
        };
        var (id, _) = await server.Hook(receiver);
        var delivery = await server.Ping(id);
        var kept = (await server.Tried(delivery, 1))["attempts"][0];
        kept.GetProperty("reply").GetString().ShouldBe(new string('x', 4096));
        kept.GetProperty("cut").GetBoolean().ShouldBeTrue();
        server.Clock.Advance(TimeSpan.FromSeconds(7));
        kept = (await server.Tried(delivery, 2))["attempts"][0];
        kept.GetProperty("reply").GetString()!.Length.ShouldBe(800);
        kept.GetProperty("cut").GetBoolean().ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_given_up_marks_the_webhook_and_five_days_of_failures_switch_it_off(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = (await Receiver.Start()).With(500);
        var (id, _) = await server.Hook(receiver);
        var delivery = await server.Ping(id);
        for (var tries = 1; tries <= 10; tries++)
        {
            var tried = await server.Tried(delivery, tries);
            tried.Text("delivery.state").ShouldBe(tries < 10 ? "waiting" : "failed");
            server.Clock.Advance(TimeSpan.FromMilliseconds(Schedule.Wait(delivery, tries, null) + 1000 ?? 0));
        }
        var marked = await server.See(id);
        (marked.Text("state"), marked.Number("failed"), marked.Number("waiting")).ShouldBe(("failing", 1, 0));
        marked.Number("failingSince").ShouldBeGreaterThan(0);
        server.Clock.Advance(TimeSpan.FromDays(5));
        await server.Ping(id);
        var off = await Poll.Until(() => server.See(id), h => h.Text("state") == "disabled");
        off.Text("reason").ShouldBe("failures");
        // Mended: what was given up is sent again, and one success is enough.
        receiver.With(200);
        (await server.Owner.Patch($"/api/webhooks/{id}", new { enabled = true })).Expect(200)["failingSince"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await server.Owner.Post($"/api/webhooks/{id}/redeliver", new { since = server.Clock.NowMs + 1000 })).Expect(200).Number("redelivered").ShouldBe(0);
        (await server.Owner.Post($"/api/webhooks/{id}/redeliver", new { since = 0 })).Expect(200).Number("redelivered").ShouldBe(1);
        var again = await Poll.Until(() => server.Delivery(delivery), d => d.Text("delivery.state") == "delivered");
        again.Number("delivery.attempts").ShouldBe(11);
        (await server.See(id)).Text("state").ShouldBe("active");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_log_is_read_page_by_page_and_forgotten_after_thirty_days(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = (await Receiver.Start()).With(200, 200, 410);
        var (id, _) = await server.Hook(receiver);
        var ids = new List<string>();
        for (var n = 0; n < 3; n++)
        {
            ids.Insert(0, await server.Ping(id));
            await server.Tried(ids[0], 1);
        }
        var page = (await server.Owner.Get($"/api/webhooks/{id}/deliveries?limit=2")).Expect(200);
        var rest = (await server.Owner.Get($"/api/webhooks/{id}/deliveries?limit=2&after={page.Text("next")}")).Expect(200);
        page.Items.Concat(rest.Items).Select(d => d.GetProperty("id").GetString()).ShouldBe(ids);
        rest["next"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await server.Owner.Get($"/api/webhooks/{id}/deliveries?state=failed")).Expect(200).Items.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(ids[0]);
        var sweeper = new WebhookSweeper(server.Db);
        server.Clock.Advance(TimeSpan.FromDays(29));
        await sweeper.Round(default);
        (await server.Owner.Get($"/api/webhooks/{id}/deliveries")).Items.Count.ShouldBe(3);
        server.Clock.Advance(TimeSpan.FromDays(2));
        await sweeper.Round(default);
        (await server.Owner.Get($"/api/webhooks/{id}/deliveries")).Items.ShouldBeEmpty();
        (await server.Count($"SELECT count(*) FROM webhook_attempt")).ShouldBe(0);
        (await server.Owner.Get($"/api/webhook-deliveries/{ids[0]}")).Expect(404);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Many_deliveries_go_out_soon_and_each_once(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        var (id, secret) = await server.Hook(receiver, events: "task.completed");
        var workspace = (await server.Owner.Get("/api/session")).Text("workspace.id");
        await server.Db.Write(workspace, async s =>
        {
            foreach (var task in Enumerable.Range(0, 1000).Select(n => $"task-{n}").ToList())
                await s.Send($"""
                    INSERT INTO outbox (tx, workspace, project, kind, subject, body, at)
                    VALUES ({Groundwork.Storage.Dialect.Tx}, {workspace}, 'p', 'task.completed', {task}, {new Groundwork.Storage.Json("{}")}, {s.Now})
                    """, "/Features/Events/Test.cs");
        });
        var got = await receiver.Until(1000, 60);
        await Poll.Until(async () => (await server.See(id)).Number("waiting") == 0);
        got.Select(m => m.Data.GetProperty("taskId").GetString()).Distinct().Count().ShouldBe(1000);
        receiver.All.Count.ShouldBe(1000);
        receiver.All.ShouldAllBe(m => m.IsSignedBy(secret));
    }
}
