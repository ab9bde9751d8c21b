<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>tidemark::AggregateFilterModel</name>
        <message numerus="yes">
            <source>%1 of %n row(s)</source>
            <translation>
                <numerusform>%1 of %n row</numerusform>
                <numerusform>%1 of %n rows</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::DurationFormat</name>
        <message numerus="yes">
            <source>%n month(s)</source>
            <translation>
                <numerusform>%n month</numerusform>
                <numerusform>%n months</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n year(s)</source>
            <translation>
                <numerusform>%n year</numerusform>
                <numerusform>%n years</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::EditRecordsDialog</name>
        <message numerus="yes">
            <source>Edit %n record(s)</source>
            <translation>
                <numerusform>Edit %n record</numerusform>
                <numerusform>Edit %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Change %n record(s)</source>
            <translation>
                <numerusform>Change %n record</numerusform>
                <numerusform>Change %n records</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::FilterPopup</name>
        <message numerus="yes">
            <source>%n devices</source>
            <translation>
                <numerusform>%n device</numerusform>
                <numerusform>%n devices</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n invocations</source>
            <translation>
                <numerusform>%n invocation</numerusform>
                <numerusform>%n invocations</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n sessions</source>
            <translation>
                <numerusform>%n session</numerusform>
                <numerusform>%n sessions</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n tags</source>
            <translation>
                <numerusform>%n tag</numerusform>
                <numerusform>%n tags</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::ImportPage</name>
        <message numerus="yes">
            <source>%n rows ready</source>
            <translation>
                <numerusform>%n row ready</numerusform>
                <numerusform>%n rows ready</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n skipped</source>
            <comment>rows</comment>
            <translation>
                <numerusform>%n skipped</numerusform>
                <numerusform>%n skipped</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n without a value</source>
            <translation>
                <numerusform>%n without a value</numerusform>
                <numerusform>%n without a value</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Import %n values</source>
            <translation>
                <numerusform>Import %n value</numerusform>
                <numerusform>Import %n values</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::MainWindow</name>
        <message numerus="yes">
            <source>Exported %n rows to %1.</source>
            <translation>
                <numerusform>Exported %n row to %1.</numerusform>
                <numerusform>Exported %n rows to %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Imported %n values.</source>
            <translation>
                <numerusform>Imported %n value.</numerusform>
                <numerusform>Imported %n values.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::MessageCenter</name>
        <message numerus="yes">
            <source>%1 (%n times)</source>
            <translation>
                <numerusform>%1 (%n time)</numerusform>
                <numerusform>%1 (%n times)</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::MetricBrowser</name>
        <message numerus="yes">
            <source>Delete %n metric(s)?</source>
            <translation>
                <numerusform>Delete %n metric?</numerusform>
                <numerusform>Delete %n metrics?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>This removes %1 and affects %n panel(s). Archiving hides the metric and keeps its records. Both can be undone until the store is closed.</source>
            <translation>
                <numerusform>This removes %1 and affects %n panel. Archiving hides the metric and keeps its records. Both can be undone until the store is closed.</numerusform>
                <numerusform>This removes %1 and affects %n panels. Archiving hides the metric and keeps its records. Both can be undone until the store is closed.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::RecordTableModel</name>
        <message numerus="yes">
            <source>edit %n record(s)</source>
            <translation>
                <numerusform>edit %n record</numerusform>
                <numerusform>edit %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>delete %n record(s)</source>
            <translation>
                <numerusform>delete %n record</numerusform>
                <numerusform>delete %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>fill %n record(s)</source>
            <translation>
                <numerusform>fill %n record</numerusform>
                <numerusform>fill %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>paste %n record(s)</source>
            <translation>
                <numerusform>paste %n record</numerusform>
                <numerusform>paste %n records</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::RecordsPage</name>
        <message numerus="yes">
            <source>%n record(s)</source>
            <translation>
                <numerusform>%n record</numerusform>
                <numerusform>%n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>edit %n record(s)</source>
            <translation>
                <numerusform>edit %n record</numerusform>
                <numerusform>edit %n records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Edit %n record(s)…</source>
            <translation>
                <numerusform>Edit %n record…</numerusform>
                <numerusform>Edit %n records…</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Delete %n record(s)</source>
            <translation>
                <numerusform>Delete %n record</numerusform>
                <numerusform>Delete %n records</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::SessionTableModel</name>
        <message numerus="yes">
            <source>delete %n session(s)</source>
            <translation>
                <numerusform>delete %n session</numerusform>
                <numerusform>delete %n sessions</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::SessionsPage</name>
        <message numerus="yes">
            <source>Delete %n session(s)?</source>
            <translation>
                <numerusform>Delete %n session?</numerusform>
                <numerusform>Delete %n sessions?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Delete %n session(s)</source>
            <translation>
                <numerusform>Delete %n session</numerusform>
                <numerusform>Delete %n sessions</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::WindowStatusBar</name>
        <message numerus="yes">
            <source>%1 records</source>
            <translation>
                <numerusform>%1 record</numerusform>
                <numerusform>%1 records</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 records in view</source>
            <translation>
                <numerusform>%1 record in view</numerusform>
                <numerusform>%1 records in view</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::charts::Readout</name>
        <message numerus="yes">
            <source>%n record(s)</source>
            <translation>
                <numerusform>%n record</numerusform>
                <numerusform>%n records</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::charts::ValueScale</name>
        <message numerus="yes">
            <source>%n value(s) at or below 0 cannot be shown on a logarithmic axis.</source>
            <translation>
                <numerusform>%n value at or below 0 cannot be shown on a logarithmic axis.</numerusform>
                <numerusform>%n values at or below 0 cannot be shown on a logarithmic axis.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::exchange::DialectText</name>
        <message numerus="yes">
            <source>%n line(s) before the table are left out.</source>
            <translation>
                <numerusform>%n line before the table are left out.</numerusform>
                <numerusform>%n lines before the table are left out.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::store::RecordPort</name>
        <message numerus="yes">
            <source>publish %n value(s)</source>
            <translation>
                <numerusform>publish %n value</numerusform>
                <numerusform>publish %n values</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>tidemark::store::SessionPort</name>
        <message numerus="yes">
            <source>delete %n session(s)</source>
            <translation>
                <numerusform>delete %n session</numerusform>
                <numerusform>delete %n sessions</numerusform>
            </translation>
        </message>
    </context>
</TS>
