// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/source_desk.h"
#include "model/store/local_store.h"
#include "tests/app/window_fixture.h"
#include "tests/support/fake_source_links.h"
#include "tests/support/outbox_play.h"
#include "tests/views/sources/shown_widget.h"

#include <QLabel>

namespace tidemark::test {

/// Why a source is away.
inline const Error kAwayError{ErrorCode::Network,
                              QStringLiteral("Could not reach metrics.example."),
                              QStringLiteral("connection refused by 203.0.113.7")};

/// A window over a store whose sources' other side a test plays.
struct SourceFixture : WindowFixture
{
    SourceFixture()
    {
        window = std::make_unique<MainWindow>(
            ProgramParts{&clock, &theme, &settings, WindowUse::Interactive, false,
                         [this](store::LocalStore &store, const Clock &) {
                             auto made = std::make_unique<FakeSourceLinks>(store.ports());
                             links = made.get();
                             return made;
                         }});
        window->resize(1280, 800);
        window->show();
    }

    Source addSource(const QString &name, PublishLevel level = PublishLevel::Detailed)
    {
        NewSource source;
        source.name = name;
        source.endpoint = QStringLiteral("https://metrics.example");
        source.level = level;
        const Source made = await(ports().sources->create(source)).value();
        [&] {
            QTRY_VERIFY(window->sources()->board().find(made.id));
            QTRY_VERIFY(window->sources()->board().find(made.id)->isRead);
        }();
        return made;
    }
    [[nodiscard]] DataPorts ports() const { return window->workspace()->ports(); }
    [[nodiscard]] OutboxCounts counts(SourceId source) const
    {
        const SourceLink *link = window->sources()->board().find(source);
        return link ? link->delivery.counts : OutboxCounts();
    }
    void settle(SourceId source) const { settleOutbox(*ports().outbox, source); }
    /// The record of that metric is not taken.
    void refuse(SourceId source, const QString &metric) const
    {
        refuseRecords(*ports().outbox, source, metric,
                      {AttentionReason::Refused, QStringLiteral("It is too large.")});
    }
    void refuseOne(SourceId source, const QString &metric) const
    {
        Refusal refusal{AttentionReason::Refused, QStringLiteral("It is too large.")};
        refusal.most = 1;
        refuseRecords(*ports().outbox, source, metric, refusal);
    }
    /// The newest message; empty before the first.
    [[nodiscard]] QString told() const
    {
        const auto &messages = window->messages().messages();
        return messages.isEmpty() ? QString() : messages.first().text;
    }
    void trigger(const QString &command) const { window->actions().action(command)->trigger(); }
    static void click(const QWidget &root, const QString &button)
    {
        auto *found = shown<QAbstractButton>(root, button);
        QVERIFY2(found && found->isEnabled(), qPrintable(button));
        QTest::mouseClick(found, Qt::LeftButton);
    }
    /// Of a check box or radio button: its mark takes the click.
    static void check(const QWidget &root, const QString &box)
    {
        auto *found = shown<QAbstractButton>(root, box);
        QVERIFY2(found, qPrintable(box));
        QTest::mouseClick(found, Qt::LeftButton, {}, QPoint(8, found->height() / 2));
        QVERIFY(found->isChecked());
    }
    /// Any visible label holds this text.
    [[nodiscard]] bool says(const QString &part, const QWidget *root = nullptr) const
    {
        if (!root)
            root = window.get();
        for (const QLabel *label : root->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(part))
                return true;
        return false;
    }

    FakeSourceLinks *links = nullptr; ///< of the open store
};

} // namespace tidemark::test
