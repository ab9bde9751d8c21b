// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/session_dialog.h"

#include "model/items/cell_text.h"
#include "model/items/session_table_model.h"
#include "model/ports/clock.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kNameMaxLength = 120;

} // namespace

SessionDialog::SessionDialog(const Formatter &formatter, const Clock &clock, Zone zone,
                             QWidget *parent)
    : QDialog(parent)
    , m_formatter(formatter)
    , m_clock(clock)
    , m_zone(std::move(zone))
    , m_name(new QLineEdit(this))
    , m_start(new QLineEdit(this))
    , m_end(new QLineEdit(this))
    , m_devices(new QLineEdit(this))
    , m_tags(new QLineEdit(this))
    , m_note(new QLineEdit(this))
    , m_message(new QLabel(this))
{
    setWindowTitle(tr("New session"));
    auto *form = new QFormLayout;
    const auto add = [form](const QString &label, QLineEdit *edit, const QString &example) {
        auto *text = new QLabel(label);
        text->setBuddy(edit);
        edit->setPlaceholderText(example);
        edit->setAccessibleName(QString(label).remove(u'&'));
        form->addRow(text, edit);
    };
    m_name->setMaxLength(kNameMaxLength);
    add(tr("&Name"), m_name, tr("for example morning run"));
    add(tr("&Start"), m_start, tr("unknown, or for example yesterday 14:30"));
    add(tr("&End"), m_end, tr("unknown, or for example now"));
    add(tr("&Devices"), m_devices, tr("names, separated by commas"));
    add(tr("&Tags"), m_tags, tr("for example env=prod"));
    add(tr("N&ote"), m_note, {});
    m_message->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(QDialogButtonBox::Cancel);
    m_create = new QPushButton(tr("Create session"), this);
    m_create->setProperty("variant", u"primary"_s);
    buttons->addButton(m_create, QDialogButtonBox::AcceptRole);
    m_create->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (const QLineEdit *edit : {m_start, m_end, m_tags})
        connect(edit, &QLineEdit::textChanged, this, &SessionDialog::validate);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_message);
    layout->addStretch(1);
    layout->addWidget(buttons);
    resize(440, sizeHint().height());
    m_name->setFocus(Qt::OtherFocusReason);
    validate();
}

Result<std::optional<Timestamp>> SessionDialog::time(const QLineEdit *edit) const
{
    if (edit->text().trimmed().isEmpty())
        return std::optional<Timestamp>();
    const auto at = timeFromText(m_formatter, edit->text().trimmed(), m_clock.now(), m_zone);
    if (!at)
        return failure(at.error());
    return std::optional<Timestamp>(*at);
}

Result<NewSession> SessionDialog::session() const
{
    NewSession session;
    if (const QString name = m_name->text().trimmed(); !name.isEmpty())
        session.name = name;
    const auto start = time(m_start);
    if (!start)
        return failure(start.error());
    session.start = *start;
    const auto end = time(m_end);
    if (!end)
        return failure(end.error());
    session.end = *end;
    if (session.start && session.end && *session.end < *session.start)
        return failure(ErrorCode::InvalidArgument, tr("The end lies before the start."));
    auto tags = tagsFromText(m_tags->text());
    if (!tags)
        return failure(tags.error());
    session.tags = *std::move(tags);
    session.devices = devicesFromText(m_devices->text());
    session.note = m_note->text();
    return session;
}

void SessionDialog::validate()
{
    const auto made = session();
    m_create->setEnabled(made.has_value());
    QString text;
    if (!made)
        text = made.error().message;
    else if (made->start || made->end)
        text = tr("%1 to %2", "start and end of a session")
                   .arg(exactTimeCell(m_formatter, made->start),
                        exactTimeCell(m_formatter, made->end));
    m_message->setText(text);
    m_message->setProperty("tone", made ? u"muted"_s : u"error"_s);
    m_message->setVisible(!text.isEmpty());
}

} // namespace tidemark
