// SPDX-License-Identifier: GPL-3.0-or-later
// Sources: what is sent, fetched and known where.
#include "app/window/main_window.h"
#include "app/window/receiver_desk.h"
#include "app/window/source_desk.h"
#include "app/window/window_commands.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

namespace tidemark {

using namespace Qt::StringLiterals;

void addSourceCommands(ActionRegistry &actions, MainWindow &window)
{
    const QString area = MainWindow::tr("Sources");
    const auto add = [&](const QString &id, const QString &text, const QString &icon,
                         const QString &help, auto run) {
        actions.add({id, area, text, {}, icon, help}, [&window, run] { run(*window.sources()); });
    };
    add(u"sources.show"_s, MainWindow::tr("&Sources…"), u"link"_s,
        MainWindow::tr("Lists the services that values are sent to and come from."),
        [](SourceDesk &desk) { desk.show(SourcesDialog::Tab::Sources); });
    add(u"sources.add"_s, MainWindow::tr("&Add source…"), u"plus"_s,
        MainWindow::tr("Connects this store to a service."), [](SourceDesk &desk) { desk.add(); });
    actions.add({u"metric.receive"_s,
                 MainWindow::tr("Metrics"),
                 MainWindow::tr("&Receive from programs…"),
                 {},
                 u"import"_s,
                 MainWindow::tr("What other programs send into this store while it is open, or are "
                                "asked for: OpenTelemetry, StatsD, Prometheus, users of servers.")},
                [&window] { window.receivers()->show(); });
    actions.add({u"metric.import_server"_s,
                 MainWindow::tr("Metrics"),
                 MainWindow::tr("&Import from a Prometheus server…"),
                 {},
                 u"import"_s,
                 MainWindow::tr("Brings what a server with the query API of Prometheus has kept "
                                "into this store: a metric, or what an expression was.")},
                [&window] { window.receivers()->importFromServer(); });
    add(u"sources.publish"_s, MainWindow::tr("&Publish selection…"), u"export"_s,
        MainWindow::tr("Sends the records that are selected, or shown, after a look at what goes."),
        [](SourceDesk &desk) { desk.publishSelection(); });
    add(u"sources.fetch"_s, MainWindow::tr("&Fetch…"), u"import"_s,
        MainWindow::tr("Brings what a source has into this store."),
        [](SourceDesk &desk) { desk.fetch(); });
    add(u"sources.compare"_s, MainWindow::tr("&Compare aggregates…"), u"table"_s,
        MainWindow::tr("Looks whether this store and a source compute the same."),
        [](SourceDesk &desk) { desk.compare(); });
    add(u"sources.send"_s, MainWindow::tr("Send &now"), u"reload"_s,
        MainWindow::tr("Sends what waits, whatever the interval."),
        [](SourceDesk &desk) { desk.sendNow(); });
    add(u"sources.outbox"_s, MainWindow::tr("&Waiting to be sent…"), u"clock"_s,
        MainWindow::tr("What was not sent yet, and what a source did not take."),
        [](SourceDesk &desk) { desk.show(SourcesDialog::Tab::Outbox); });
    add(u"sources.privacy"_s, MainWindow::tr("Pri&vacy…"), u"lock"_s,
        MainWindow::tr("Each address that this program speaks to, and what goes there."),
        [](SourceDesk &desk) { desk.show(SourcesDialog::Tab::Privacy); });
}

void refreshSourceCommands(MainWindow &window, const QString &noStore)
{
    ActionRegistry &actions = window.actions();
    const SourceDesk *desk = window.sources();
    QString reason = noStore;
    if (reason.isEmpty() && !desk)
        reason = MainWindow::tr("This window makes no connections.");
    for (const QString &id : {u"sources.show"_s, u"sources.outbox"_s, u"sources.privacy"_s})
        actions.setBlocked(id, reason);
    const bool canReceive = desk && window.receivers();
    actions.setBlocked(u"metric.receive"_s,
                       reason.isEmpty() && !canReceive
                           ? MainWindow::tr("This window makes no connections.")
                           : reason);
    QString noImport = reason;
    if (noImport.isEmpty() && !(canReceive && window.receivers()->canImport()))
        noImport = MainWindow::tr("This window makes no connections.");
    if (noImport.isEmpty())
        noImport = window.workspace()->readOnlyReason();
    actions.setBlocked(u"metric.import_server"_s, noImport);
    const QString noSource = reason.isEmpty() && desk && desk->board().links().empty()
                                 ? MainWindow::tr("There is no source yet. Add one first.")
                                 : reason;
    actions.setBlocked(u"sources.compare"_s, noSource);
    if (reason.isEmpty())
        reason = window.workspace()->readOnlyReason();
    actions.setBlocked(u"sources.add"_s, reason);
    if (reason.isEmpty())
        reason = noSource;
    for (const QString &id : {u"sources.publish"_s, u"sources.fetch"_s})
        actions.setBlocked(id, reason);
    if (window.workspace())
        window.workspace()->table().records()->setPublishBlocked(reason);
    if (reason.isEmpty() && !desk->publishes())
        reason = MainWindow::tr("Publishing is off for every source.");
    actions.setBlocked(u"sources.send"_s, reason);
}

} // namespace tidemark
