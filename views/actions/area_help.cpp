// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/actions/area_help.h"

#include "views/actions/shortcut_list.h"

#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// The area's keys as a table; empty when it has none.
QString keyTable(const QString &area, const ActionRegistry &actions)
{
    QString rows;
    for (const ShortcutLine &line : shortcutLines(actions)) {
        if (line.area == area)
            rows += u"<tr><td><b>%1</b>&nbsp;&nbsp;&nbsp;</td><td>%2</td></tr>"_s.arg(
                line.keys.toHtmlEscaped(), line.text.toHtmlEscaped());
    }
    return rows.isEmpty() ? QString()
                          : QString(u"<table cellpadding=\"2\">"_s + rows + u"</table>"_s);
}

} // namespace

QList<HelpTopic> helpTopics()
{
    return {
        {u"metricsDock"_s, AreaHelp::tr("Metrics"),
         AreaHelp::tr(
             "<p>Lists every metric of the store with its last value. Typing filters the list by "
             "name, description, unit and tags. Also understood: <code>unit:ms</code>, "
             "<code>tag:env=prod</code>, <code>kind:counter</code>, <code>source:remote</code> "
             "(it comes from a source or goes to one; <code>source:local</code> for the others, "
             "<code>source:fleet</code> for one of them by the start of its name) and "
             "<code>unused:</code>.</p>"
             "<p>Enter plots the selection in the active panel, Ctrl+Enter in a new one, and "
             "Space shows it in Details.</p>")},
        {u"dashboardArea"_s, AreaHelp::tr("Dashboard"),
         AreaHelp::tr(
             "<p>Each tab is one dashboard, kept as one file. A panel shows a chart, a single "
             "value with its change, a table or a text. V makes the panel as large as the area, "
             "Esc brings it back.</p><p>The plain wheel scrolls a dashboard that is taller than "
             "its area and zooms time everywhere else; Ctrl+wheel always zooms.</p>")},
        {u"entryBar"_s, AreaHelp::tr("Record value"),
         AreaHelp::tr(
             "<p>Type a metric and a number, then Enter. A name that does not exist yet is "
             "created. The value may carry a unit (<code>1.5 s</code>), a suffix "
             "(<code>1.2k</code>) or be computed (<code>=12*3+4</code>).</p><p>Time takes "
             "<code>now</code>, <code>-2h</code>, <code>yesterday 14:30</code> or a full time. "
             "Ctrl+Enter saves and closes, Esc clears and then closes.</p>")},
        {u"tableDock"_s, AreaHelp::tr("Table"),
         AreaHelp::tr(
             "<p>Aggregates by period, the records behind them, and sessions. Rows are linked to "
             "the charts: selecting one marks its time.</p><p>Records are edited in place: F2 "
             "edits, Enter goes down, Tab right, Delete removes. Everything can be undone.</p>")},
        {u"detailsDock"_s, AreaHelp::tr("Details"),
         AreaHelp::tr(
             "<p>Says everything about what is selected: a metric, a bucket or a record with its "
             "earlier values.</p>")},
        {u"mainToolBar"_s, AreaHelp::tr("Tool bar"),
         AreaHelp::tr(
             "<p>The range with its time zone, the period that values are gathered by and the "
             "function that each period is reduced to. The arrows step by one whole range; the "
             "filter narrows devices, invocations, sessions and tags.</p><p>What does not fit is "
             "in the menu at the right end.</p>")},
        {u"mainWindow"_s, AreaHelp::tr("Window"),
         AreaHelp::tr(
             "<p>F6 goes from one area to the next. Ctrl+K finds every command, metric and "
             "dashboard; ? lists all keys. Every change of data can be undone with Ctrl+Z.</p>")},
    };
}

HelpTopic topicFor(const QWidget *focused)
{
    const QList<HelpTopic> topics = helpTopics();
    for (const QWidget *widget = focused; widget; widget = widget->parentWidget()) {
        for (const HelpTopic &topic : topics) {
            if (widget->objectName() == topic.id)
                return topic;
        }
    }
    return topics.last();
}

AreaHelp::AreaHelp(const HelpTopic &topic, const ActionRegistry &actions, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Help: %1").arg(topic.title));
    setObjectName(u"areaHelp"_s);
    auto *text = new QTextBrowser(this);
    text->setAccessibleName(topic.title);
    text->setOpenLinks(false);
    text->setHtml(u"<h3>%1</h3>%2"_s.arg(topic.title.toHtmlEscaped(), topic.text) +
                  keyTable(topic.title, actions));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(text, 1);
    layout->addWidget(buttons);
    resize(520, 420);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    text->setFocus();
}

} // namespace tidemark
