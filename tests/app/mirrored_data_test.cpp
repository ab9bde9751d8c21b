// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/mirror_store.h"
#include "tests/app/source_fixture.h"
#include "tests/support/test_registry.h"
#include "views/dashboards/panel_card.h"
#include "views/sources/compare_dialog.h"

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

const Error kUnreachable{ErrorCode::Network, u"Could not reach metrics.example."_s, {}};

/// A window with one metric that a source has too, and one that is of this store alone.
struct MirrorFixture : SourceFixture
{
    void fill()
    {
        QVERIFY(open());
        addValues(u"speed"_s, 3);
        addValues(u"noise"_s, 3);
        QTRY_VERIFY(!window->context().selectedMetrics().empty());
        fleet = addSource(u"Fleet"_s).id;
        QVERIFY(await(ports().mirror->noteDigest(fleet, {u"speed"_s, u"d1"_s})));
        QTRY_VERIFY(panelOf(u"speed"_s));
    }
    void setAway() const { links->setDelivery(fleet, DeliveryState::Retrying, kUnreachable, 42s); }
    [[nodiscard]] PanelCard *panelOf(const QString &metric) const
    {
        for (PanelCard *panel : window->findChildren<PanelCard *>())
            if (panel->isVisible() && !panel->metrics().empty() &&
                panel->metrics().front().name == metric && panel->state() == PanelCard::State::Data)
                return panel;
        return nullptr;
    }
    /// What panels say, each text once.
    [[nodiscard]] QStringList ages() const
    {
        QStringList texts;
        for (const PanelCard *panel : window->findChildren<PanelCard *>())
            if (panel->isVisible() && !panel->ageText().isEmpty())
                texts << panel->metrics().front().name % u": "_s % panel->ageText();
        texts.removeDuplicates();
        return texts;
    }
    [[nodiscard]] QLabel *mark() const
    {
        for (QLabel *label : panelOf(u"speed"_s)->findChildren<QLabel *>())
            if (label->isVisible() && label->text().startsWith(u"as of"_s))
                return label;
        return nullptr;
    }

    SourceId fleet;
};

} // namespace

/// What a window says of data that it has from elsewhere.
class MirroredDataTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    // S6
    void panelsOfTheWindowSayAsOfWhen()
    {
        MirrorFixture f;
        f.fill();
        const Timestamp fetched = f.clock.now() - Timedelta(58 * kNsPerMinute);
        f.links->setFetched(f.fleet, fetched);
        f.setAway();
        const QString clock = f.window->formatter().times().clock(fetched, false);
        QTRY_COMPARE(f.ages(), QStringList(u"speed: as of "_s % clock));
        QVERIFY(f.mark());
        QVERIFY2(f.mark()->toolTip().startsWith(u"Fleet cannot be asked now."_s),
                 qPrintable(f.mark()->toolTip()));
        QCOMPARE(f.mark()->accessibleName(), f.mark()->text());
        f.links->setDelivery(f.fleet, DeliveryState::Sending); // an attempt is no answer
        QCOMPARE(f.ages().size(), 1);
        f.links->setDelivery(f.fleet, DeliveryState::Idle);
        QCOMPARE(f.ages(), QStringList());
    }

    void theMenuComparesWithTheFirstSource()
    {
        MirrorFixture f;
        f.fill();
        f.trigger(u"sources.compare"_s);
        auto *dialog = f.window->findChild<CompareDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(!QApplication::activeModalWidget()); // the window stays usable
        QTRY_VERIFY(shown<QPushButton>(*dialog, u"Compare"_s)->isEnabled());
        f.click(*dialog, u"Compare"_s);
        QTRY_VERIFY(f.says(u"Neither this store nor Fleet has records"_s, dialog));
        QCOMPARE(f.links->comparisons.size(), 10);
        QVERIFY(f.window->closeStore().isValid());
        QVERIFY(!f.window->findChild<CompareDialog *>());
    }
};

TIDEMARK_TEST(MirroredDataTest)
#include "mirrored_data_test.moc"
