// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/fetch_dialog.h"

#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/source_board.h"
#include "model/ports/clock.h"
#include "views/dashboards/view_context.h"
#include "views/sources/state_look.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kWidth = 520;
constexpr qsizetype kNamesShown = 3;

QString namesText(const QStringList &names)
{
    const QString shown = names.mid(0, kNamesShown).join(u", "_s);
    return names.size() > kNamesShown ? QString(shown % u", …"_s) : shown;
}

} // namespace

FetchDialog::FetchDialog(const SourceParts &parts, SourceId source, const QStringList &selected,
                         QWidget *parent)
    : QDialog(parent)
    , m_parts(parts)
    , m_selected(selected)
    , m_source(new QComboBox(this))
    , m_allMetrics(new QRadioButton(tr("&All metrics"), this))
    , m_theseMetrics(new QRadioButton(this))
    , m_allTime(new QRadioButton(tr("A&ll of it"), this))
    , m_windowTime(new QRadioButton(this))
    , m_ownTime(new QRadioButton(tr("&From"), this))
    , m_from(new QLineEdit(this))
    , m_to(new QLineEdit(this))
    , m_again(new QCheckBox(tr("&Read everything again, not only what may have changed"), this))
    , m_message(new QLabel(this))
    , m_fetch(new QPushButton(tr("Fetch"), this))
{
    setWindowTitle(tr("Fetch from a source"));
    m_source->setAccessibleName(tr("Source"));
    readSources();
    m_source->setCurrentIndex(m_source->findData(qint64{source.value()}));
    buildMetrics(selected);
    buildRange();
    buildLayout();
    validate();
    m_source->setFocus(Qt::OtherFocusReason);
}

void FetchDialog::readSources()
{
    const QVariant before = m_source->currentData();
    const QSignalBlocker quiet(m_source);
    m_source->clear();
    for (const SourceLink &link : m_parts.board->links())
        m_source->addItem(link.source.name, qint64{link.source.id.value()});
    m_source->setCurrentIndex(m_source->findData(before)); // none, rather than one not asked for
}

void FetchDialog::buildMetrics(const QStringList &selected)
{
    m_allMetrics->setChecked(true);
    m_theseMetrics->setText(selected.isEmpty()
                                ? tr("Only the &selected metrics (none is selected)")
                                : tr("Only the &selected metrics: %1").arg(namesText(selected)));
    m_theseMetrics->setEnabled(!selected.isEmpty());
    m_theseMetrics->setToolTip(selected.join(u", "_s));
    auto *group = new QButtonGroup(this);
    group->addButton(m_allMetrics);
    group->addButton(m_theseMetrics);
}

void FetchDialog::buildRange()
{
    m_allTime->setChecked(true);
    m_windowTime->setText(tr("The ran&ge that is shown: %1")
                              .arg(m_parts.formatter->window(m_parts.context->window())));
    m_from->setPlaceholderText(tr("the first"));
    m_from->setAccessibleName(tr("From"));
    m_to->setPlaceholderText(tr("the last"));
    m_to->setAccessibleName(tr("To"));
    auto *group = new QButtonGroup(this);
    for (QRadioButton *one : {m_allTime, m_windowTime, m_ownTime}) {
        group->addButton(one);
        connect(one, &QRadioButton::toggled, this, &FetchDialog::validate);
    }
    for (QLineEdit *edit : {m_from, m_to}) {
        connect(edit, &QLineEdit::textEdited, this, [this] { m_ownTime->setChecked(true); });
        connect(edit, &QLineEdit::textChanged, this, &FetchDialog::validate);
    }
}

void FetchDialog::buildLayout()
{
    auto *form = new QFormLayout;
    const auto addRow = [this, form](const QString &label, QWidget *field) {
        auto *text = new QLabel(label, this);
        text->setMinimumHeight(m_source->sizeHint().height());
        text->setBuddy(field);
        form->addRow(text, field);
    };
    addRow(tr("S&ource"), m_source);
    addRow(tr("Metrics"), m_allMetrics);
    form->addRow(QString(), m_theseMetrics);
    addRow(tr("Time"), m_allTime);
    form->addRow(QString(), m_windowTime);
    auto *own = new QHBoxLayout;
    own->addWidget(m_ownTime);
    own->addWidget(m_from, 1);
    auto *to = new QLabel(tr("&to", "from ... to ..."), this);
    to->setBuddy(m_to);
    own->addWidget(to);
    own->addWidget(m_to, 1);
    form->addRow(QString(), own);
    form->addRow(QString(), m_again);
    form->addRow(QString(), m_message);
    m_message->setWordWrap(true);
    m_fetch->setProperty("variant", u"primary"_s);
    m_fetch->setDefault(true);
    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(QDialogButtonBox::Cancel);
    buttons->addButton(m_fetch, QDialogButtonBox::AcceptRole);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_source, &QComboBox::currentIndexChanged, this, &FetchDialog::validate);
    // One that is under way ends, or the source goes or has another name.
    connect(m_parts.board, &SourceBoard::linkChanged, this, &FetchDialog::validate);
    connect(m_parts.board, &SourceBoard::linksChanged, this, [this] {
        readSources();
        validate();
    });
    resize(kWidth, sizeHint().height());
}

Result<std::optional<Timestamp>> FetchDialog::time(const QLineEdit *edit) const
{
    const QString text = edit->text().trimmed();
    if (text.isEmpty())
        return std::optional<Timestamp>();
    const ViewContext &context = *m_parts.context;
    return timeFromText(*m_parts.formatter, text, context.clock().now(), context.calendar().zone)
        .transform([](Timestamp at) { return std::optional(at); });
}

Result<FetchRequest> FetchDialog::request() const
{
    FetchRequest request;
    request.source = SourceId(m_source->currentData().toLongLong());
    if (m_theseMetrics->isChecked())
        request.metrics = m_selected;
    request.isFull = m_again->isChecked();
    if (m_windowTime->isChecked()) {
        request.begin = m_parts.context->window().begin;
        request.end = m_parts.context->window().end;
    } else if (m_ownTime->isChecked()) {
        const auto from = time(m_from);
        const auto to = time(m_to);
        if (!from || !to)
            return failure(from ? to.error() : from.error());
        if (*from && *to && **to <= **from)
            return failure(ErrorCode::InvalidArgument,
                           tr("The end lies before the beginning. Exchange the two times."));
        request.begin = *from;
        request.end = *to;
    }
    return request;
}

void FetchDialog::validate()
{
    const auto asked = request();
    const SourceLink *link = m_parts.board->find(SourceId(m_source->currentData().toLongLong()));
    const bool isBusy = link && link->fetching;
    const bool isReady = asked && link && !isBusy;
    m_fetch->setEnabled(isReady);
    QString text = tr("What is here already is kept; what changed on both sides is asked about.");
    if (!asked)
        text = asked.error().message;
    else if (!link)
        text = tr("The source is not there any more. Choose another one.");
    else if (isBusy)
        text = tr("A fetch from this source is under way. Wait for it, or stop it.");
    showToned(m_message, text, isReady ? u"muted"_s : u"error"_s);
}

} // namespace tidemark
