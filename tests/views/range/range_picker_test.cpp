// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/cell_text.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"
#include "views/dashboards/view_context.h"
#include "views/range/filter_popup.h"
#include "views/range/id_filter_editor.h"
#include "views/range/range_picker.h"
#include "views/range/zone_chooser.h"

#include <QCalendarWidget>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

class RangePickerTest final : public QObject
{
    Q_OBJECT

    struct Fixture
    {
        explicit Fixture(const QStringList &recent = {})
            : picker(context, recent)
        {
            fields = picker.findChildren<QLineEdit *>();
        }
        QLineEdit *field(const QString &name) const
        {
            for (QLineEdit *field : fields) {
                if (field->accessibleName() == name)
                    return field;
            }
            return nullptr;
        }
        void type(const QString &from, const QString &to) const
        {
            field(u"From"_s)->clear();
            QTest::keyClicks(field(u"From"_s), from);
            field(u"To"_s)->clear();
            QTest::keyClicks(field(u"To"_s), to);
        }
        test::StillClock clock{test::at(u"2026-11-20T12:00:00Z"_s)};
        ViewContext context{clock};
        RangePicker picker;
        QList<QLineEdit *> fields;
    };

    static QListWidget *ranges(const RangePicker &picker)
    {
        for (QListWidget *list : picker.findChildren<QListWidget *>()) {
            if (list->accessibleName() == u"Ranges by name"_s)
                return list;
        }
        return nullptr;
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void offersThePresets_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"Last 15 minutes", "Last 7 days", "Last 12 months", "Today", "Yesterday", "All data"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void offersThePresets()
    {
        QFETCH(QString, name);
        const Fixture f;
        QCOMPARE(ranges(f.picker)->findItems(name, Qt::MatchExactly).size(), 1);
    }

    void choosingAPresetAppliesIt()
    {
        Fixture f;
        f.picker.open();
        const auto found = ranges(f.picker)->findItems(u"Yesterday"_s, Qt::MatchExactly);
        QVERIFY(!found.isEmpty());
        ranges(f.picker)->setCurrentItem(found.first());
        QTest::keyClick(ranges(f.picker), Qt::Key_Return);
        QCOMPARE(f.context.window().begin, test::at(u"2026-11-19T00:00:00Z"_s));
        QCOMPARE(f.context.window().end, test::at(u"2026-11-20T00:00:00Z"_s));
        QVERIFY(!f.picker.isVisible());
    }

    void previewsBothInstantsInFull_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("begin");
        QTest::addColumn<QString>("end");
        QTest::newRow("relative") << u"now-6h"_s << u"now"_s << u"2026-11-20 06:00:00 +00:00"_s
                                  << u"2026-11-20 12:00:00 +00:00"_s;
        QTest::newRow("previous month")
            << u"now-1M/M"_s << u"now-1M/M"_s << u"2026-10-01 00:00:00 +00:00"_s
            << u"2026-11-01 00:00:00 +00:00"_s;
        QTest::newRow("week") << u"2026-W10"_s << u"2026-W10"_s << u"2026-03-02 00:00:00 +00:00"_s
                              << u"2026-03-09 00:00:00 +00:00"_s;
        QTest::newRow("semi-relative")
            << u"2026-03-01"_s << u"now"_s << u"2026-03-01 00:00:00 +00:00"_s
            << u"2026-11-20 12:00:00 +00:00"_s;
    }
    void previewsBothInstantsInFull()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, begin);
        QFETCH(QString, end);
        const Fixture f;
        f.type(from, to);
        QVERIFY2(f.picker.previewText().contains(begin), qPrintable(f.picker.previewText()));
        QVERIFY2(f.picker.previewText().contains(end), qPrintable(f.picker.previewText()));
        QVERIFY(f.picker.canApply());
    }

    void doesNotApplyWhatItCannotRead_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("nonsense") << u"sometime"_s << u"now"_s;
        QTest::newRow("empty field") << QString() << u"now"_s;
        QTest::newRow("empty range") << u"now"_s << u"now"_s;
        QTest::newRow("no such date") << u"2026-02-30"_s << u"now"_s;
    }
    void doesNotApplyWhatItCannotRead()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        const Fixture f;
        f.type(from, to);
        QVERIFY(!f.picker.canApply());
        QVERIFY(!f.picker.previewText().isEmpty());
        QVERIFY(!f.picker.previewText().contains(u"until"_s));
    }

    void swapsAReversedPairAndSaysSo()
    {
        const Fixture f;
        f.type(u"2026-03-07"_s, u"2026-03-01"_s);
        QVERIFY(f.picker.canApply());
        QVERIFY(f.picker.previewText().contains(u"swapped"_s));
    }

    void enterAppliesAndRemembersTheRange()
    {
        Fixture f;
        f.picker.open();
        QSignalSpy applied(&f.picker, &RangePicker::rangeApplied);
        f.type(u"now-36h"_s, u"now"_s);
        QTest::keyClick(f.field(u"To"_s), Qt::Key_Return);
        QVERIFY(f.context.range().isRelative());
        QCOMPARE(applied.size(), 1);
        const QString json = applied.first().first().toString();
        QCOMPARE(rangeFromJson(json).value(), f.context.range());
        // It is offered the next time, by its expressions.
        const Fixture again({json});
        QCOMPARE(ranges(again.picker)->findItems(u"now-36h – now"_s, Qt::MatchExactly).size(), 1);
    }

    void pastedRangeAppliesAtOnce()
    {
        Fixture f;
        f.picker.open();
        f.field(u"From"_s)->selectAll();
        f.field(u"From"_s)->insert(u"2026-03-01T00:00:00Z/2026-03-08T00:00:00Z"_s);
        QMetaObject::invokeMethod(f.field(u"From"_s), "textEdited",
                                  Q_ARG(QString, f.field(u"From"_s)->text()));
        QCOMPARE(f.context.window().begin, test::at(u"2026-03-01T00:00:00Z"_s));
        QCOMPARE(f.context.window().end, test::at(u"2026-03-08T00:00:00Z"_s));
        QVERIFY(!f.picker.isVisible());
    }

    void calendarChoosesFirstAndLastDay()
    {
        const Fixture f;
        auto *calendar = f.picker.findChild<QCalendarWidget *>();
        Q_EMIT calendar->clicked(QDate(2026, 3, 2));
        Q_EMIT calendar->clicked(QDate(2026, 3, 4));
        QCOMPARE(f.field(u"From"_s)->text(), u"2026-03-02"_s);
        QCOMPARE(f.field(u"To"_s)->text(), u"2026-03-04"_s);
        QVERIFY(f.picker.previewText().contains(u"2026-03-05 00:00:00"_s));
    }

    void altUChangesBetweenUtcAndTheSystemsZone()
    {
        Fixture f;
        f.context.setZone(Zone::fromId(u"Europe/Berlin").value());
        f.picker.show();
        f.picker.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.picker));
        QSignalSpy chosen(&f.picker, &RangePicker::zoneChosen);
        QTest::keyClick(&f.picker, Qt::Key_U, Qt::AltModifier);
        QCOMPARE(f.context.calendar().zone.id(), u"UTC"_s);
        QCOMPARE(chosen.size(), 1);
    }

    void weekStartIsOneSettingForAll()
    {
        Fixture f;
        QSignalSpy chosen(&f.picker, &RangePicker::weekStartChosen);
        auto *weekStart = f.picker.findChildren<QComboBox *>().first();
        for (QComboBox *box : f.picker.findChildren<QComboBox *>()) {
            if (box->accessibleName() == u"First day of the week"_s)
                weekStart = box;
        }
        weekStart->setFocus();
        weekStart->setCurrentIndex(weekStart->findData(int{Qt::Sunday}));
        Q_EMIT weekStart->activated(weekStart->currentIndex());
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().value<std::optional<Qt::DayOfWeek>>(), Qt::Sunday);
    }

    void findsZonesByWords_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expected");
        QTest::newRow("city") << u"berlin"_s << u"Europe/Berlin"_s;
        QTest::newRow("two words") << u"new york"_s << u"America/New_York"_s;
        QTest::newRow("utc") << u"utc"_s << u"UTC"_s;
    }
    void findsZonesByWords()
    {
        QFETCH(QString, typed);
        QTEST(zonesMatching(Zone::availableIds(), typed).value(0), "expected");
    }

    void readsTagsAndNamesTheBadOne()
    {
        QCOMPARE(tagsFromText(u" env=prod , depot=north,"_s).value(),
                 (TagMap{{u"depot"_s, u"north"_s}, {u"env"_s, u"prod"_s}}));
        QCOMPARE(tagsFromText(QString()).value(), TagMap());
        const auto bad = tagsFromText(u"env=prod, depot"_s);
        QVERIFY(!bad);
        QVERIFY(bad.error().message.contains(u"\"depot\""_s));
    }

    void filterKeepsAnyNoneAndTheseApart()
    {
        IdFilterEditor editor({u"Devices"_s, u"Any"_s, u"None"_s, u"These"_s, u"Names"_s});
        editor.setKnownIds({u"car-1"_s, u"car-2"_s});
        QCOMPARE(editor.filter(), IdFilter::any());
        editor.setFilter(IdFilter::nullOnly());
        QCOMPARE(editor.filter(), IdFilter::nullOnly());
        editor.setFilter(IdFilter::oneOf({u"car-2"_s, u"car-9"_s}));
        QCOMPARE(editor.filter(), IdFilter::oneOf({u"car-2"_s, u"car-9"_s}));
        editor.setFilter(IdFilter::oneOf({}));
        QCOMPARE(editor.filter(), IdFilter::oneOf({}));
    }

    // R2: any, none and these, of devices and of invocations.
    void filterPopupOffersThreeOfEach_data()
    {
        QTest::addColumn<QString>("choice");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<IdFilter>("devices");
        QTest::addColumn<IdFilter>("invocations");
        const IdFilter any = IdFilter::any();
        const IdFilter none = IdFilter::nullOnly();
        const IdFilter these = IdFilter::oneOf({u"a"_s, u"b"_s});
        const QString devices = u"Device names, separated by commas"_s;
        const QString invocations = u"Invocation ids, separated by commas"_s;
        QTest::newRow("no device") << u"Only without a device"_s << QString() << none << any;
        QTest::newRow("these devices") << u"Only these devices"_s << devices << these << any;
        QTest::newRow("no invocation")
            << u"Only without an invocation"_s << QString() << any << none;
        QTest::newRow("these invocations")
            << u"Only these invocations"_s << invocations << any << these;
        QTest::newRow("any device") << u"Any device or none"_s << QString() << any << any;
        QTest::newRow("any invocation") << u"Any invocation or none"_s << QString() << any << any;
    }
    void filterPopupOffersThreeOfEach()
    {
        QFETCH(const QString, choice);
        QFETCH(const QString, typed);
        test::StoreBench bench;
        ViewContext context(bench.clock);
        FilterPopup popup(bench.ports, context);
        popup.open();
        QRadioButton *found = nullptr;
        for (QRadioButton *button : popup.findChildren<QRadioButton *>())
            found = button->text() == choice ? button : found;
        QVERIFY(found);
        found->setFocus();
        QTest::keyClick(found, Qt::Key_Space);
        QVERIFY(found->isChecked());
        for (QLineEdit *field : popup.findChildren<QLineEdit *>()) {
            if (!typed.isEmpty() && field->accessibleName() == typed)
                QTest::keyClicks(field, u"a, b"_s);
        }
        for (QPushButton *button : popup.findChildren<QPushButton *>()) {
            if (button->text() == u"Apply filter"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QTEST(context.filter().devices, "devices");
        QTEST(context.filter().invocations, "invocations");
    }

    void filterPopupAppliesToTheContext()
    {
        test::StoreBench bench;
        ViewContext context(bench.clock);
        FilterPopup popup(bench.ports, context);
        popup.open();
        for (QLineEdit *field : popup.findChildren<QLineEdit *>()) {
            if (field->accessibleName() == u"Tags that a session must have"_s)
                QTest::keyClicks(field, u"env=prod"_s);
        }
        QVERIFY(popup.edited().has_value());
        for (QPushButton *button : popup.findChildren<QPushButton *>()) {
            if (button->text() == u"Apply filter"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(context.filter().tags, (TagMap{{u"env"_s, u"prod"_s}}));
        QVERIFY(!popup.isVisible());
        QCOMPARE(filterText(context.filter()), u"1 tags"_s);
    }
};

TIDEMARK_TEST(RangePickerTest)
#include "range_picker_test.moc"
