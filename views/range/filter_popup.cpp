// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/range/filter_popup.h"

#include "model/core/continue_on.h"
#include "model/items/cell_text.h"
#include "model/ports/session_store.h"
#include "views/range/id_filter_editor.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kListedSessions = 200;

} // namespace

FilterPopup::FilterPopup(const DataPorts &ports, ViewContext &context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_time(new QComboBox(this))
    , m_devices(
          new IdFilterEditor({tr("Devices"), tr("Any device or none"), tr("Only without a device"),
                              tr("Only these devices"), tr("Device names, separated by commas")},
                             this))
    , m_invocations(new IdFilterEditor(
          {tr("Invocations"), tr("Any invocation or none"), tr("Only without an invocation"),
           tr("Only these invocations"), tr("Invocation ids, separated by commas")},
          this))
    , m_sessions(new IdFilterEditor({tr("Sessions"),
                                     tr("Any session"),
                                     {},
                                     tr("Only these sessions"),
                                     tr("Session ids, separated by commas")},
                                    this))
    , m_tags(new QLineEdit(this))
    , m_problem(new QLabel(this))
    , m_apply(nullptr)
{
    setWindowTitle(tr("Filter"));
    setObjectName(u"filterPopup"_s);
    m_time->addItem(tr("its end"), static_cast<int>(TimeFilter::SessionEnd));
    m_time->addItem(tr("its start"), static_cast<int>(TimeFilter::SessionStart));
    m_time->setAccessibleName(tr("Place a session by"));
    m_tags->setPlaceholderText(tr("env=prod, depot=north"));
    m_tags->setAccessibleName(tr("Tags that a session must have"));
    m_problem->setProperty("tone", u"error"_s);
    m_problem->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_apply = buttons->addButton(tr("Apply filter"), QDialogButtonBox::AcceptRole);
    m_apply->setProperty("variant", u"primary"_s);
    QPushButton *clearButton = buttons->addButton(tr("Clear filter"), QDialogButtonBox::ResetRole);

    auto *content = new QWidget(this);
    auto *fields = new QVBoxLayout(content);
    auto *form = new QFormLayout;
    form->addRow(tr("Place a session by"), m_time);
    form->addRow(tr("Tags"), m_tags);
    fields->addLayout(form);
    fields->addWidget(m_devices);
    fields->addWidget(m_sessions);
    fields->addWidget(m_invocations);
    fields->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    resize(430, 520);

    connect(buttons, &QDialogButtonBox::accepted, this, &FilterPopup::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(clearButton, &QPushButton::clicked, this, &FilterPopup::clear);
    connect(m_tags, &QLineEdit::textChanged, this, &FilterPopup::check);
    continueOn(this, ports.sessions->devices(), [this](Result<QStringList> devices) {
        if (devices)
            m_devices->setKnownIds(*devices);
    });
    continueOn(this, ports.sessions->sessions({}, {}, kListedSessions),
               [this](Result<SessionPage> page) {
                   QStringList ids;
                   if (page) {
                       for (const SessionSummary &summary : page->sessions)
                           ids.append(summary.session.uid);
                   }
                   m_sessions->setKnownIds(ids);
               });
    present(context.filter());
    m_time->setFocus();
}

std::optional<RecordFilter> FilterPopup::edited() const
{
    const Result<TagMap> tags = tagsFromText(m_tags->text());
    if (!tags)
        return {};
    RecordFilter filter;
    filter.timeFilter = static_cast<TimeFilter>(m_time->currentData().toInt());
    filter.devices = m_devices->filter();
    filter.invocations = m_invocations->filter();
    const IdFilter sessions = m_sessions->filter();
    if (sessions.mode == IdFilter::Mode::OneOf)
        filter.sessions = sessions.ids;
    filter.tags = *tags;
    return filter;
}

void FilterPopup::present(const RecordFilter &filter)
{
    m_time->setCurrentIndex(m_time->findData(static_cast<int>(filter.timeFilter)));
    m_devices->setFilter(filter.devices);
    m_invocations->setFilter(filter.invocations);
    m_sessions->setFilter(filter.sessions ? IdFilter::oneOf(*filter.sessions) : IdFilter::any());
    m_tags->setText(tagsText(filter.tags));
    check();
}

void FilterPopup::check()
{
    const Result<TagMap> tags = tagsFromText(m_tags->text());
    m_problem->setText(tags ? QString() : tags.error().message);
    m_problem->setVisible(!tags);
    m_apply->setEnabled(tags.has_value());
}

void FilterPopup::apply()
{
    if (const auto filter = edited()) {
        m_context.setFilter(*filter);
        accept();
    }
}

void FilterPopup::clear()
{
    m_context.setFilter({});
    accept();
}

} // namespace tidemark
