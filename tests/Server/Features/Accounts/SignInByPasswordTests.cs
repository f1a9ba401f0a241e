using System.Diagnostics;
using System.Globalization;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Features.Accounts;

public class SignInByPasswordTests
{
    const string Good = "seven brown foxes";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_password_chosen_with_the_invitation_signs_in_elsewhere(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.JoinWithPassword("Ada@Example.org", Good);
        var elsewhere = server.Visitor();
        var session = (await TestServer.SignIn(elsewhere, "ada@example.org", Good)).Expect(200);
        session.Text("member.id").ShouldBe(ada.Member);
        (await elsewhere.Get("/api/session")).Expect(200).Text("member.id").ShouldBe(ada.Member);
        (await ada.Get("/api/session")).Expect(200);
        (await server.Count($"SELECT count(*) FROM audit_leaf WHERE action = 'member.signed_in' AND actor = {ada.Member}")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_name_and_a_password_are_the_same_however_they_are_typed(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.JoinWithPassword("Éva Ősz", "tíz kék hajó");
        foreach (var (login, password) in (List<(string, string)>)[("éva ősz", "tíz kék hajó"), ("E\u0301VA O\u030bSZ", "ti\u0301z ke\u0301k hajo\u0301"), (" Éva Ősz ", "ｔíz kék hajó")])
            (await TestServer.SignIn(server.Visitor(), login, password)).Expect(200);
        (await TestServer.SignIn(server.Visitor(), "eva osz", "tíz kék hajó")).Expect(401, "wrong_sign_in");
        (await TestServer.SignIn(server.Visitor(), "éva ősz", "TÍZ kék hajó")).Expect(401, "wrong_sign_in");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whatever_is_wrong_the_answer_is_the_same(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        foreach (var name in (string[])["active", "paused", "removed", "linked"])
            await server.JoinWithPassword(name, Good);
        var members = (await server.All($"SELECT shown, member FROM credential", r => (r.Text(0), r.Text(1)))).ToDictionary();
        (await server.Owner.Patch($"/api/members/{members["paused"]}", new { state = "paused" })).Expect(204);
        (await server.Owner.Delete($"/api/members/{members["removed"]}")).Expect(204);
        await server.Change("Accounts", $"UPDATE credential SET hash = NULL WHERE login = 'linked'");
        var answers = new List<Answer>();
        foreach (var (login, password) in (List<(string, string)>)[("active", "wrong password"), ("nobody", Good), ("paused", Good), ("removed", Good), ("linked", Good), ("a\u202eb", Good), ("", Good), ("active", "")])
            answers.Add((await TestServer.SignIn(server.Visitor(), login, password)).Expect(401, "wrong_sign_in"));
        answers.Select(a => (a.Text("title"), a.Text("detail"), a.Headers.Count)).Distinct().ShouldHaveSingleItem();
        answers.ShouldAllBe(a => !a.Headers.ContainsKey("Set-Cookie"));
        (await TestServer.SignIn(server.Visitor(), "active", Good)).Expect(200);
    }

    [Theory, OnSqlite]
    public async Task An_unknown_name_takes_as_long_as_a_wrong_password(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.JoinWithPassword("ada", Good);
        (await TestServer.SignIn(server.Visitor(), "warm up", Good)).Expect(401);
        async Task<double> Median(Func<int, string> login)
        {
            var times = new List<double>();
            for (var n = 0; n < 5; n++)
            {
                await server.Change("Accounts", $"DELETE FROM attempt");
                var since = Stopwatch.GetTimestamp();
                (await TestServer.SignIn(server.Visitor(), login(n), "wrong password")).Expect(401, "wrong_sign_in");
                times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
            return times.Order().ElementAt(2);
        }
        var (unknown, wrong) = (await Median(n => $"nobody {n}"), await Median(_ => "ada"));
        // A hash is most of it: without one for unknown names they would be faster by an order of magnitude.
        (unknown / wrong).ShouldBeInRange(0.4, 2.5, $"unknown {unknown:F1} ms, wrong {wrong:F1} ms");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Failures_for_a_name_make_it_wait_longer_each_time_through_a_restart(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.JoinWithPassword("ada", Good);
        await server.Change("Accounts", $"DELETE FROM login");
        for (var n = 0; n < 5; n++)
            (await TestServer.SignIn(server.Visitor(), "ada", "wrong password")).Expect(401, "wrong_sign_in");
        var waits = new List<long>();
        for (var n = 0; n < 12; n++)
        {
            var refused = (await TestServer.SignIn(server.Visitor(), "ADA", Good)).Expect(429, "too_many_attempts");
            waits.Add(long.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture));
            if (n == 3)
            {
                await server.Restart();
                (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(429);
            }
            server.Clock.Advance(TimeSpan.FromSeconds(waits[^1] + 1));
            (await TestServer.SignIn(server.Visitor(), "ada", "wrong password")).Expect(401);
        }
        waits.Zip(waits.Skip(1)).ShouldAllBe(w => w.Second >= w.First);
        waits[0].ShouldBeInRange(1, 2);
        waits[^1].ShouldBe(15 * 60);
        server.Clock.Advance(TimeSpan.FromMinutes(15));
        (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(200);
        (await TestServer.SignIn(server.Visitor(), "ada", "wrong password")).Expect(401);
        (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_hundred_guesses_at_once_are_a_hundred_guesses(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.JoinWithPassword("ada", Good);
        await server.Change("Accounts", $"DELETE FROM login");
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => TestServer.SignIn(server.Visitor(), "ada", $"wrong password {n}")));
        // Five are free, and while they are checked a wait of a second or two may pass.
        answers.Count(a => a.Status == 401).ShouldBeInRange(5, 8);
        answers.Where(a => a.Status != 401).ShouldAllBe(a => a.Status == 429);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_address_that_tries_many_names_has_to_wait_and_an_invented_one_does_not_help(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var hashing = Environment.ProcessorCount;
        for (var n = 0; n < Attempts.FreeByAddress; n += hashing)
            await Task.WhenAll(Enumerable.Range(n, Math.Min(hashing, Attempts.FreeByAddress - n)).Select(i =>
                TestServer.SignIn(server.Visitor(), $"person {i}", "wrong password", ("X-Forwarded-For", $"203.0.113.{i}"), ("Forwarded", $"for=203.0.113.{i}"))));
        // The first wait is a second, which a slow machine may need for the last of these; each further failure doubles it.
        var refused = await TestServer.SignIn(server.Visitor(), "somebody else", "wrong password", ("X-Forwarded-For", "203.0.113.99"));
        for (var more = 0; more < 4 && refused.Status == 401; more++)
            refused = await TestServer.SignIn(server.Visitor(), "somebody else", "wrong password", ("X-Forwarded-For", "203.0.113.99"));
        refused.Expect(429, "too_many_attempts");
        (await server.All($"SELECT key FROM attempt WHERE key LIKE 'address:%'", r => r.Text(0))).ShouldBe(["address:127.0.0.1"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Behind_a_proxy_that_was_named_each_client_counts_by_itself(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { Proxies = ["127.0.0.0/8"] });
        await server.JoinWithPassword("ada", Good);
        for (var n = 0; n < 3; n++)
            (await TestServer.SignIn(server.Visitor(), "nobody", "wrong password", ("X-Forwarded-For", $"198.51.100.7, 203.0.113.{n}"))).Expect(401);
        (await server.All($"SELECT key FROM attempt WHERE key LIKE 'address:%' ORDER BY key", r => r.Text(0)))
            .ShouldBe(["address:203.0.113.0", "address:203.0.113.1", "address:203.0.113.2"]);
        (await TestServer.SignIn(server.Visitor(), "nobody", "wrong password", ("X-Forwarded-For", "2001:db8:1:2:3:4:5:6"))).Expect(401);
        (await server.Count($"SELECT count(*) FROM attempt WHERE key = 'address:2001:db8:1:2::/64'")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Somebody_who_keeps_failing_elsewhere_keeps_nobody_out_of_where_they_usually_are(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { Proxies = ["127.0.0.1"] });
        var home = ("X-Forwarded-For", "192.0.2.1");
        var ada = await server.JoinWithPassword("ada", Good);
        (await TestServer.SignIn(server.Visitor(), "ada", Good, home)).Expect(200);
        for (var n = 0; n < 6; n++)
            await TestServer.SignIn(server.Visitor(), "ada", "wrong password", ("X-Forwarded-For", "203.0.113.66"));
        (await TestServer.SignIn(server.Visitor(), "ada", Good, ("X-Forwarded-For", "192.0.2.200"))).Expect(429);
        (await TestServer.SignIn(server.Visitor(), "ada", Good, home)).Expect(200);
        (await ada.Get("/api/session")).Expect(200);
        var link = (await server.Owner.Post($"/api/members/{ada.Member}/link")).Expect(200).Text("link");
        (await server.Visitor().Post("/api/session", new { token = TestServer.Token(link) }, ("X-Forwarded-For", "192.0.2.200"))).Expect(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_hashed_with_less_work_is_hashed_anew_at_the_next_sign_in(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.JoinWithPassword("ada", Good);
        var older = new Microsoft.AspNetCore.Identity.PasswordHasher<string>(Microsoft.Extensions.Options.Options.Create(
            new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 10_000 })).HashPassword("", Good);
        await server.Change("Accounts", $"UPDATE credential SET hash = {older}");
        (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(200);
        var anew = (await server.All($"SELECT hash FROM credential", r => Convert.FromBase64String(r.Text(0)))).Single();
        // The format says: version, pseudo-random function (2: HMAC-SHA-512), iterations, length of the salt.
        anew[0].ShouldBe((byte)1);
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(anew.AsSpan(1)).ShouldBe(2u);
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(anew.AsSpan(5)).ShouldBe(210_000u);
        (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_sign_in_has_a_new_cookie_and_the_one_before_in_this_browser_is_dead(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.JoinWithPassword("ada", Good);
        var browser = server.Visitor();
        var first = (await TestServer.SignIn(browser, "ada", Good)).Expect(200).Headers["Set-Cookie"].Split(';')[0];
        var second = (await TestServer.SignIn(browser, "ada", Good)).Expect(200).Headers["Set-Cookie"].Split(';')[0];
        second.ShouldNotBe(first);
        (await server.Visitor().Send(HttpMethod.Get, "/api/session", null, ("Cookie", first))).Expect(401);
        (await server.Visitor().Send(HttpMethod.Get, "/api/session", null, ("Cookie", second))).Expect(200);
    }

    [Theory, OnSqlite]
    public async Task A_flood_of_sign_ins_waits_in_line_and_the_rest_is_told_to_come_back(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        using var passwords = new Passwords();
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => passwords.Hash("x"))));
        all.Count(h => h is null).ShouldBeInRange(100 - 64 - Environment.ProcessorCount - 20, 100 - 64);
        (await passwords.Hash("x")).ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Yesterdays_failures_and_logins_that_are_over_are_cleared_away(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.JoinWithPassword("ada", Good);
        await TestServer.SignIn(server.Visitor(), "nobody", Good);
        server.Clock.Advance(TimeSpan.FromDays(31));
        (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(200);
        await new AccountSweeper(server.Db).Round(default);
        (await server.Count($"SELECT count(*) FROM login")).ShouldBe(1);
        (await server.Count($"SELECT count(*) FROM attempt WHERE failures > 0")).ShouldBe(0);
    }
}
