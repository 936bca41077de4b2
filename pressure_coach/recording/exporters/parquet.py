"""parquet  the columns of csv for pandas, polars and DuckDB; metadata, events and summary in the schema"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pressure_coach.recording.exporters import Judged
from pressure_coach.recording.format import dumps


def write(path: Path, session: Judged) -> None:
    """Each value of the schema's metadata is JSON text. Raises OSError."""
    extra = {"events": [dict(event) for event in session.events], "summary": dict(session.summary)}
    metadata = {
        str(key): dumps(value).encode(errors="backslashreplace") for key, value in {**session.about(), **extra}.items()
    }
    table = pa.table({name: pa.array(values) for name, values in session.columns().items()})
    pq.write_table(table.replace_schema_metadata(metadata), path)
